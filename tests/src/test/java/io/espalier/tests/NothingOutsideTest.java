package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.espalier.experiments.cli.ExitCode;
import io.espalier.experiments.export.RunExport;
import io.espalier.models.archive.Archives;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.policy.SamplePolicies;
import io.espalier.tests.SmallWorld.Result;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands with files from strangers: whatever names stand in them, nothing is written but into the folder that the user chose. Every name used here
 * leads to a place that is looked at afterwards.
 */
class NothingOutsideTest {

    private static final String NODE = "block0.conv1";

    /** As long as the name that it stands for, so that an ONNX file stays whole. */
    private static final String EVIL_NODE = "../../evil.1";

    private static final Pattern TEXT_VALUE = Pattern.compile("(?<=[:\\[,] )\"[^\"]+\"");

    @TempDir
    private Path root;

    private Path chosen;
    private Path network;
    private NetworkGraph graph;

    @BeforeEach
    void layOut() throws IOException {
        chosen = Files.createDirectories(root.resolve("deep/down/chosen"));
        graph = RandomNetworks.residual(3);
        network = root.resolve("network.onnx");
        OnnxCodec.write(graph, network);
    }

    private List<String> evilNames() {
        return List.of(
                "../evil",
                "../../evil",
                root.resolve("evil").toString(),
                "..\\\\evil",
                "C:\\\\evil",
                "a/../../../evil");
    }

    /** Files and folders but for those below the chosen one, with their bytes. */
    private SortedMap<String, String> outside() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> !file.startsWith(chosen)).toList()) {
                String content =
                        Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "folder";
                found.put(root.relativize(file).toString(), content);
            }
        }
        return found;
    }

    @Test
    void noTextOfAPolicyIsAPlaceToWriteTo() throws IOException {
        String text = PolicyFile.json(SamplePolicies.of(graph, 1));
        Path policy = root.resolve("policy.json");
        Files.writeString(policy, text);
        SortedMap<String, String> before = outside();
        int place = 0;
        Matcher values = TEXT_VALUE.matcher(text);
        while (values.find()) {
            String evil = evilNames().get(place++ % evilNames().size());
            Files.writeString(
                    policy, text.substring(0, values.start()) + '"' + evil + '"' + text.substring(values.end()));
            Result result = SmallWorld.run(
                    "prune",
                    network.toString(),
                    "--policy",
                    policy.toString(),
                    "--without-recovery",
                    "--out",
                    chosen.resolve("pruned.onnx").toString());
            assertThat(result.exitCode()).as(result.err()).isIn(ExitCode.SUCCESS, ExitCode.FAILURE);
            assertThat(result.err()).doesNotContain("\tat ");
        }
        assertThat(place).isGreaterThan(50);
        Files.writeString(policy, text);
        assertThat(outside()).isEqualTo(before);
    }

    /** Groups are named after nodes, and exports after neither. */
    @Test
    void noNameInANetworkIsAPlaceToWriteTo() throws IOException {
        String bytes = new String(Files.readAllBytes(network), StandardCharsets.ISO_8859_1);
        Files.write(network, bytes.replace(NODE, EVIL_NODE).getBytes(StandardCharsets.ISO_8859_1));
        NetworkGraph evil = OnnxCodec.read(network);
        assertThat(Coupling.groups(evil)).anyMatch(group -> group.name().equals(EVIL_NODE));
        RunFolder run = new RunFolder(Files.createDirectory(chosen.resolve("run")));
        Files.writeString(run.policy(), PolicyFile.json(SamplePolicies.of(evil, 1)));
        Files.writeString(run.config(), "name: x\n");
        Files.copy(network, run.prunedOnnx());
        SortedMap<String, String> before = outside();

        for (String format : RunExport.formats()) {
            Result result =
                    SmallWorld.run("export", run.path().toString(), "--to", format, "--network", network.toString());
            assertThat(result.exitCode()).as("%s: %s", format, result.err()).isEqualTo(ExitCode.SUCCESS);
        }
        Path pictures = chosen.resolve("pictures");
        Result drawn = SmallWorld.run(
                "latency",
                "table",
                network.toString(),
                "--out",
                chosen.resolve("table.ndjson").toString(),
                "--minutes",
                "0.01",
                "--plans",
                "5",
                "--plot",
                pictures.toString());
        assertThat(drawn.exitCode()).as(drawn.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(pictures.resolve(".._.._evil.1.svg")).exists();
        assertThat(outside()).isEqualTo(before);
    }

    @Test
    void noNameInADataSetIsAPlaceToWriteTo() throws IOException {
        SortedMap<String, String> before = outside();
        int number = 0;
        for (String evil : evilNames()) {
            String name = evil.replace("\\\\", "\\");
            Path zip = chosen.resolve(number++ + ".zip");
            refused(Archives.zip(zip, Map.of(name + "/cat/1.png", new byte[] {1})), "have names that stay inside it");
            Path tar = chosen.resolve(number++ + ".tar.gz");
            refused(Archives.tarGz(tar, Map.of(name + "/cat/1.png", new byte[] {1})), "have names that stay inside it");
        }
        for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
                TarArchiveEntry link = new TarArchiveEntry("train/cat", type);
                link.setLinkName(root.toString());
                out.putArchiveEntry(link);
                out.closeArchiveEntry();
                TarArchiveEntry through = new TarArchiveEntry("train/cat/evil");
                through.setSize(1);
                out.putArchiveEntry(through);
                out.write(1);
                out.closeArchiveEntry();
            }
            refused(Files.write(chosen.resolve(number++ + ".tar"), bytes.toByteArray()), "is a link or special file");
        }
        assertThat(outside()).isEqualTo(before);
    }

    private void refused(Path archive, String reason) throws IOException {
        Path config = Files.writeString(chosen.resolve("train.yaml"), """
                name: strange
                network: lenet5
                output: trained.onnx
                data: {source: '%s'}
                """.formatted(archive));
        Result result = SmallWorld.run("train", config.toString());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.FAILURE);
        assertThat(result.err()).contains(reason).doesNotContain("\tat ");
    }

    /** The registry's answers are a stranger's too. */
    @Test
    void nothingThatAServerSaysIsAPlaceToWriteTo() throws IOException {
        String policy = PolicyFile.json(SamplePolicies.of(graph, 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> evil = evilNames();
        int[] turn = {0};
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                String path = exchange.getRequestURI().getPath();
                String name = evil.get(turn[0] % evil.size());
                String answer = path.contains("/mlflow-artifacts/")
                        ? policy
                        : "{\"model_version\":{\"name\":\"%s\",\"version\":\"%s\",\"source\":\"%s\",\"tags\":[]}}"
                                .formatted(name, name, turn[0] < evil.size() ? "mlflow-artifacts:/" + name : name);
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        SortedMap<String, String> before = outside();
        try {
            int pruned = 0;
            for (; turn[0] < 2 * evil.size(); turn[0]++) {
                Result result = SmallWorld.run(
                        "prune",
                        network.toString(),
                        "--policy",
                        "models:/small/1",
                        "--mlflow",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "--without-recovery",
                        "--out",
                        chosen.resolve("pruned.onnx").toString());
                assertThat(result.exitCode()).as(result.err()).isIn(ExitCode.SUCCESS, ExitCode.FAILURE);
                assertThat(result.err()).doesNotContain("\tat ");
                pruned += result.exitCode() == ExitCode.SUCCESS ? 1 : 0;
            }
            assertThat(pruned).isPositive();
        } finally {
            server.stop(0);
        }
        assertThat(outside()).isEqualTo(before);
    }

    /** A run that a stranger sent tells a server what is in its own folder, and nothing else. */
    @Test
    void aStrangersJournalNamesNoFileOutsideItsFolder() throws IOException {
        RunFolder run = new RunFolder(Files.createDirectory(chosen.resolve("run")));
        try (Journal journal = Journal.open(run.journal(), () -> 1000)) {
            journal.write(new RunEvent.ArtifactWritten("policy.json"));
        }
        String line = Files.readString(run.journal());
        SortedMap<String, String> before = outside();
        for (String evil : evilNames()) {
            Files.writeString(run.journal(), line.replace("policy.json", evil));
            Result result = SmallWorld.run("sync", run.path().toString(), "--to", "http://127.0.0.1:1");
            assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(result.err()).contains("ArtifactWritten.file must be a path inside the run's folder: ");
        }
        assertThat(outside()).isEqualTo(before);
    }
}
