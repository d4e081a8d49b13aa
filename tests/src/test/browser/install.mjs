// Installs a headless browser and what drives it: node install.mjs FOLDER. Does nothing if they are there already.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2]);
const listed = ["package.json", "package-lock.json"];
const stamp = join(folder, "installed");

if (Number(process.versions.node.split(".")[0]) < 20) {
    console.error(`${here} needs Node 20 or newer, node is ${process.versions.node}`);
    process.exit(1);
}
const wanted = createHash("sha256");
listed.forEach((file) => wanted.update(readFileSync(join(here, file))));
wanted.update(process.versions.node + process.arch);
const digest = wanted.digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
    const start = Date.now();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    listed.forEach((file) => copyFileSync(join(here, file), join(folder, file)));
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    execFileSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
    if (process.platform === "linux" && process.arch === "x64") {
        await unpack();
    }
    writeFileSync(stamp, digest);
    console.log(`browser installed in ${Math.round((Date.now() - start) / 1000)} s: ${folder}`);
}

/** The package unpacks into the folder for temporary files, and its libraries only where it takes the machine for one of Lambda's. */
async function unpack() {
    const unpacked = join(folder, "chromium");
    mkdirSync(unpacked);
    process.env.TMPDIR = unpacked;
    process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x";
    const entry = createRequire(join(folder, "package.json")).resolve("@sparticuz/chromium");
    const { default: chromium } = await import(pathToFileURL(entry));
    const carried = chromium.default ?? chromium;
    await carried.executablePath();
    // The fonts that it brings and no others, so that a picture is the same on every machine.
    writeFileSync(
        join(unpacked, "fonts", "fonts.conf"),
        `<?xml version="1.0"?>\n<fontconfig><dir>${join(unpacked, "fonts")}</dir><cachedir>${join(unpacked, "fonts-cache")}</cachedir></fontconfig>\n`,
    );
}
