// Looks at a run as MLflow's page shows it: node run-page.mjs BROWSER SERVER RUN FOLDER METRICS PARAMETERS CHARTS
//
// BROWSER is what install.mjs made, RUN the name of a run that is registered. FOLDER gets the pictures mlflow-run.png (the overview) and
// mlflow-charts.png (the metrics over the episodes). METRICS, PARAMETERS and CHARTS are typed into the fields that search
// in the overview's two tables and among the charts. Prints as JSON what is written on both pages, how many charts have a curve, which addresses other than the server's the pages
// asked for (they get none), and which errors their scripts had.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";

const [browser, server, name, folder, metrics, parameters, charts] = process.argv.slice(2);
const PATIENCE_MILLIS = 60_000;
const REST_MILLIS = 1_500;
// As wide as the overview needs for two columns.
const WINDOW = { width: 1280, height: 1000 };
const TALLEST = 2_000;
const CURVE = ".js-plotly-plot .scatterlayer .trace path.js-line";
const { chromium } = createRequire(resolve(browser, "package.json"))("playwright-core");

async function main() {
    const { experiment, run } = await find();
    const instance = await chromium.launch({
        ...program(),
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    try {
        const asked = new Set();
        const errors = [];
        const page = await newPage(instance, asked);
        page.on("pageerror", (error) => errors.push(String(error)));
        await page.goto(`${server}/#/experiments/${experiment}/runs/${run}?workflowType=machine_learning`);
        const overview = await showOverview(page);
        const drawn = await showCharts(page);
        console.log(JSON.stringify({ overview, charts: drawn, curves: await page.locator(CURVE).count(), asked: [...asked], errors }));
    } finally {
        await instance.close();
    }
}

/** The run by its name, in whichever experiment it is. */
async function find() {
    const { experiments } = await ask("experiments/search", { max_results: 100 });
    const { runs } = await ask("runs/search", {
        experiment_ids: experiments.map((experiment) => experiment.experiment_id),
        filter: `attributes.run_name = '${name}'`,
    });
    if (runs?.length !== 1) {
        throw new Error(`${server} must have one run ${name}: ${runs?.length ?? 0}`);
    }
    return { experiment: runs[0].info.experiment_id, run: runs[0].info.run_id };
}

async function ask(path, body) {
    const answer = await fetch(`${server}/api/2.0/mlflow/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
    });
    if (!answer.ok) {
        throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.json();
}

/** The browser that was installed, or where there is none for this machine, one that is on the path. */
function program() {
    const unpacked = resolve(browser, "chromium");
    if (existsSync(unpacked)) {
        const env = { ...process.env, LD_LIBRARY_PATH: join(unpacked, "al2023", "lib"), FONTCONFIG_PATH: join(unpacked, "fonts") };
        return { executablePath: join(unpacked, "chromium"), env };
    }
    const found = (process.env.PATH ?? "")
        .split(delimiter)
        .flatMap((path) => ["chromium", "chromium-browser", "google-chrome", "chrome.exe"].map((file) => join(path, file)))
        .find(existsSync);
    if (!found) {
        throw new Error(`no browser is installed for ${process.platform} on ${process.arch}: put chromium or google-chrome on the PATH`);
    }
    return { executablePath: found };
}

async function newPage(instance, asked) {
    const context = await instance.newContext({ viewport: WINDOW, locale: "en-US", timezoneId: "UTC" });
    context.setDefaultTimeout(PATIENCE_MILLIS);
    const origin = new URL(server).origin;
    await context.route(
        (url) => url.origin !== origin,
        (route) => {
            asked.add(route.request().url());
            return route.abort();
        },
    );
    // A browser that is new to the page gets a panel with an assistant over a third of it.
    await context.addInitScript(() => {
        localStorage.setItem("mlflow.assistant.fab.autoOpenedOnFirstLoad_v1", "true");
        localStorage.setItem("mlflow.assistant.panelOpen_v1", "false");
    });
    return context.newPage();
}

async function showOverview(page) {
    await search(page, "Metrics", metrics);
    await search(page, "Parameters", parameters);
    await page.locator("main a[href*='#/models/']").first().waitFor();
    await unfold(page);
    await page.setViewportSize({ width: WINDOW.width, height: TALLEST });
    await page.waitForTimeout(REST_MILLIS);
    await page.setViewportSize({ width: WINDOW.width, height: await bottom(page) });
    await page.evaluate(() => document.querySelectorAll("main *").forEach((part) => part.scrollTo(0, 0)));
    return keep(page, "mlflow-run");
}

/** A description that is longer than a few lines shows its beginning only. */
async function unfold(page) {
    const more = page.getByText("Show more", { exact: true });
    if ((await more.count()) > 0) {
        await more.first().click();
    }
}

/** A table has found something when the number in its title changes. */
async function search(page, table, words) {
    const title = page.getByText(new RegExp(`^${table} \\(\\d+\\)$`));
    const all = await title.innerText();
    await page.getByPlaceholder(`Search ${table.toLowerCase()}`).fill(words);
    await title.filter({ hasNotText: all }).waitFor();
}

/** Where the last text of the overview ends, and a margin below it. */
function bottom(page) {
    return page.evaluate(() => {
        const texts = [...document.querySelectorAll("[role=row], main a[href*='#/models/']")];
        return 50 + Math.ceil(Math.max(...texts.map((text) => text.getBoundingClientRect().bottom)));
    });
}

async function showCharts(page) {
    await page.setViewportSize(WINDOW);
    await page.getByRole("tab", { name: "Model metrics" }).click();
    await page.getByPlaceholder("Search metric charts").fill(charts);
    await page.locator(CURVE).first().waitFor({ state: "attached" });
    return keep(page, "mlflow-charts");
}

/** The page asks its server for ever, so that nothing tells when it is complete; it comes to rest soon after what was waited for. */
async function keep(page, picture) {
    await page.evaluate(() => document.activeElement?.blur());
    await page.waitForTimeout(REST_MILLIS);
    await page.screenshot({ path: join(folder, `${picture}.png`) });
    return page.innerText("body");
}

await main();
