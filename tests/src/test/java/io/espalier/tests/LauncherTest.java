package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a copy of the repository's outline, with a stand-in Maven and a stand-in Java that say what they were asked. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {

    private static final String MAVEN = "#!/bin/sh\necho \"mvn in $(pwd): $*\"\nexit ${MVN_CODE:-0}\n";
    private static final String JAVA = """
            #!/bin/sh
            for argument; do
                if [ "$argument" = "${JAVA_LACKS:-}" ]; then echo "module not found" >&2; exit 1; fi
                if [ "$argument" = -version ]; then echo "openjdk version \\"${JAVA_SAYS:-17.0.1}\\"" >&2; exit 0; fi
            done
            for argument; do echo "$argument"; done
            exit ${JAVA_CODE:-0}
            """;

    @TempDir
    private Path folder;

    private Path root;
    private Path bin;

    @BeforeEach
    void layOutline() throws IOException {
        root = Files.createDirectories(folder.toRealPath().resolve("a clone"));
        bin = Files.createDirectory(folder.resolve("bin"));
        executable(root.resolve("espalier"), Files.readString(Repository.ROOT.resolve("espalier")));
        executable(bin.resolve("mvn"), MAVEN);
        executable(bin.resolve("java"), JAVA);
        Files.writeString(root.resolve("pom.xml"), "");
        Files.createDirectories(root.resolve("models/src/main/java"));
        Files.writeString(root.resolve("models/pom.xml"), "");
        Files.createDirectories(root.resolve("experiments/src/main/java"));
        Files.writeString(root.resolve("experiments/pom.xml"), "");
    }

    @Test
    void buildsOnFirstUseInTheRootAndSaysSo() {
        Launch launch = launch("inspect", "two words");
        assertThat(launch.err())
                .contains("espalier: building")
                .contains("mvn in " + root + ":")
                .contains("-pl experiments -am package");
        assertThat(launch.out()).endsWith("io.espalier.experiments.cli.Main\ninspect\ntwo words\n");
    }

    @Test
    void doesNotBuildAgain() {
        launch("inspect");
        assertThat(launch("inspect").err()).isEmpty();
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        launch("inspect");
        Path source = Files.writeString(root.resolve("models/src/main/java/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(launch("inspect").err()).contains("espalier: building");
    }

    @Test
    void kernelsAreSourcesToo() throws IOException {
        Path kernels = Files.createDirectories(root.resolve("env/kernels/src/main/java"));
        Path built = Files.createDirectories(root.resolve("env/kernels/target"));
        launch("inspect");
        Files.setLastModifiedTime(
                Files.writeString(built.resolve("New.class"), ""),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(launch("inspect").err()).isEmpty();
        Files.setLastModifiedTime(
                Files.writeString(kernels.resolve("New.java"), ""),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(launch("inspect").err()).contains("espalier: building");
    }

    @Test
    void vectorsAreAddedWhereJavaHasThem() {
        assertThat(launch("inspect").out()).startsWith("--add-modules\njdk.incubator.vector\n");
        assertThat(launch(List.of("JAVA_LACKS=jdk.incubator.vector"), "inspect").out())
                .startsWith("-Xmx2g\n")
                .endsWith("io.espalier.experiments.cli.Main\ninspect\n");
    }

    @Test
    void failedBuildStartsNothingAndIsTriedAgain() {
        Launch failed = launch(List.of("MVN_CODE=1"), "inspect");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("espalier: the build failed");
        assertThat(failed.out()).isEmpty();
        assertThat(launch("inspect").err()).contains("espalier: building");
    }

    @Test
    void exitCodeIsThatOfTheProgram() {
        assertThat(launch(List.of("JAVA_CODE=130"), "search").code()).isEqualTo(130);
    }

    @Test
    void olderJavaIsRefused() {
        Launch launch = launch(List.of("JAVA_SAYS=11.0.2"), "inspect");
        assertThat(launch.code()).isEqualTo(1);
        assertThat(launch.err()).isEqualTo("espalier: needs Java 17 or newer: " + bin + "/java is version 11\n");
    }

    @Test
    void saysFromWhichCommitAndBranchAndWhetherFilesWereChanged() throws IOException {
        assertThat(launch("inspect").out())
                .contains("-Despalier.commit=unknown\n", "-Despalier.branch=unknown\n", "-Despalier.changes=unknown\n");
        git("init", "--quiet", "--initial-branch=a/branch");
        git("add", "pom.xml", "espalier");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message=first");
        assertThat(launch("inspect").out())
                .containsPattern("-Despalier\\.commit=[0-9a-f]{40}\n")
                .contains("-Despalier.branch=a/branch\n", "-Despalier.changes=false\n");
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        assertThat(launch("inspect").out()).contains("-Despalier.changes=true\n");
    }

    private void git(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    @Test
    void missingMavenIsNamed() throws IOException {
        Files.delete(bin.resolve("mvn"));
        for (String tool : List.of("sh", "dirname", "find", "head", "sed", "mkdir", "mv", "readlink")) {
            Files.createSymbolicLink(bin.resolve(tool), tool(tool));
        }
        Launch launch = launch(List.of("PATH=" + bin), "inspect");
        assertThat(launch.err()).isEqualTo("espalier: needs Maven 3.8 or newer to build: no 'mvn' on the PATH\n");
        assertThat(launch.code()).isEqualTo(1);
    }

    @Test
    void isFoundThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("espalier"));
        assertThat(launch(List.of(), link, "inspect").err()).contains("mvn in " + root + ":");
    }

    private record Launch(int code, String out, String err) {}

    private Launch launch(String... arguments) {
        return launch(List.of(), arguments);
    }

    private Launch launch(List<String> environment, String... arguments) {
        return launch(environment, root.resolve("espalier"), arguments);
    }

    private Launch launch(List<String> environment, Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        environment.forEach(setting -> builder.environment()
                .put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1)));
        try {
            Process process = builder.start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Launch(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Path tool(String name) {
        for (String place : List.of("/bin", "/usr/bin")) {
            if (Files.isExecutable(Path.of(place, name))) {
                return Path.of(place, name);
            }
        }
        throw new AssertionError("no " + name);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
