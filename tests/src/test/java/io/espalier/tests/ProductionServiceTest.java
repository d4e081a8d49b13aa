package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.actor.ActorFile;
import io.espalier.models.cost.CostModel;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.policy.SamplePolicies;
import io.espalier.models.surgery.Surgeon;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service in {@code examples/production-service} as a process of its own, on the class path that its own build made. */
class ProductionServiceTest {

    private static final long LARGEST_CLASS_PATH = 60_000_000;
    private static final Path SERVICE = Repository.ROOT.resolve("examples/production-service/target");
    private static final NetworkGraph NETWORK = RandomNetworks.residual(11);
    private static final Policy POLICY = SamplePolicies.of(NETWORK, 1);
    private static final TaughtActor ACTOR = TaughtActor.of(11, NETWORK);

    @TempDir
    private static Path folder;

    private static Process service;
    private static URI prune;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.json"), PolicyFile.json(POLICY));
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "example.PruningService",
                policy.toString(),
                "0",
                Files.writeString(folder.resolve("actor.json"), ActorFile.json(ACTOR.description()))
                        .toString(),
                Files.write(folder.resolve("actor.onnx"), ACTOR.model()).toString());
        command.environment()
                .put("CLASSPATH", SERVICE.resolve("classes") + File.pathSeparator + SERVICE.resolve("lib/*"));
        service = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = service.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(out.readLine());
        assertThat(line).startsWith("listening on port ");
        prune = URI.create("http://127.0.0.1:" + line.substring(line.lastIndexOf(' ') + 1) + "/prune");
    }

    @AfterAll
    static void stop() {
        service.destroyForcibly();
    }

    @Test
    void itsClassPathIsSmallAndHoldsNothingThatTrains() throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.list(SERVICE.resolve("lib"))) {
            libraries = files.toList();
        }
        assertThat(libraries)
                .extracting(file -> String.valueOf(file.getFileName()).replaceAll("-[0-9].*", ""))
                .containsExactlyInAnyOrder(
                        "commons-compress",
                        "commons-math3",
                        "espalier-models",
                        "jackson-annotations",
                        "jackson-core",
                        "jackson-databind",
                        "jackson-datatype-jdk8",
                        "jspecify",
                        "onnxruntime",
                        "protobuf-java",
                        "slf4j-api",
                        "tribuo-util-onnx");
        assertThat(libraries.stream()
                        .filter(file -> !String.valueOf(file.getFileName()).startsWith("onnxruntime"))
                        .mapToLong(ProductionServiceTest::size)
                        .sum())
                .isLessThan(LARGEST_CLASS_PATH);
    }

    @Test
    void itPrunesAsThePolicySays() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(post(OnnxCodec.toBytes(NETWORK)), BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(GraphDigest.of(OnnxCodec.fromBytes(answer.body(), "answer")))
                .isEqualTo(POLICY.result().cut());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 0.6})
    void itPrunesToABudgetAsTheActorPlans(double macs) throws IOException, InterruptedException {
        byte[] network = OnnxCodec.toBytes(NETWORK);
        HttpResponse<byte[]> answer = client.send(post(network, "?macs=" + macs), BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        NetworkGraph pruned = OnnxCodec.fromBytes(answer.body(), "answer");
        NetworkGraph walked = Surgeon.prune(NETWORK, ACTOR.cost().groups(), ACTOR.walked(Map.of("macs", macs)));
        assertThat(GraphDigest.of(pruned)).isEqualTo(GraphDigest.of(walked));
        assertThat((double) CostModel.costOf(pruned).macs())
                .isLessThanOrEqualTo(macs * CostModel.costOf(NETWORK).macs());
    }

    @Test
    void aBudgetThatCannotBeMetIsRefusedWithWhatCanBe() throws IOException, InterruptedException {
        byte[] network = OnnxCodec.toBytes(NETWORK);
        HttpResponse<String> refused = client.send(post(network, "?macs=0.01"), BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).matches("budget\\.macs must be at least 0\\.\\d{4}, which .* can reach: 0\\.01");
        assertThat(client.send(post(network, "?latency=0.5"), BodyHandlers.ofString())
                        .body())
                .startsWith("budgets must be of [macs, parameters, bytes, peak_memory]");
        assertThat(client.send(post(network, "?macs=half"), BodyHandlers.ofString())
                        .body())
                .isEqualTo("macs must be a number, as in ?macs=0.4");
    }

    @Test
    void manyAskAtOnce() {
        byte[] network = OnnxCodec.toBytes(NETWORK);
        List<CompletableFuture<HttpResponse<byte[]>>> asked = IntStream.range(0, 16)
                .mapToObj(caller -> client.sendAsync(post(network), BodyHandlers.ofByteArray()))
                .toList();

        byte[] first = asked.get(0).join().body();
        assertThat(asked).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo(first));
    }

    @Test
    void whatItCannotPruneIsRefusedWithTheReasonAndItServesOn() throws IOException, InterruptedException {
        HttpResponse<String> noise =
                client.send(post("not a network".getBytes(StandardCharsets.UTF_8)), BodyHandlers.ofString());
        assertThat(noise.statusCode()).isEqualTo(400);
        assertThat(noise.body()).contains("network");
        HttpResponse<String> other =
                client.send(post(OnnxCodec.toBytes(RandomNetworks.residual(12))), BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).startsWith("policy must be applied to the network it was learned for");

        itPrunesAsThePolicySays();
    }

    private static HttpRequest post(byte[] body) {
        return post(body, "");
    }

    private static HttpRequest post(byte[] body, String query) {
        return HttpRequest.newBuilder(URI.create(prune + query))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
