package io.espalier.env.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.env.remote.RemoteAccess;
import io.espalier.env.remote.RemoteTarget;
import io.espalier.env.remote.Token;
import io.espalier.env.target.Block;
import io.espalier.env.target.FingerprintChangedException;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server in this process, in front of a target that measures nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TargetServerTest {

    private static final String NO_DIGEST = "0".repeat(64);
    private static final long BODY_BYTES = 1 << 20;
    private static final ServeLimits LIMITS =
            ServeLimits.DEFAULTS.withBodyBytes(BODY_BYTES).withWaiting(2);
    private static final Duration IMPATIENT = Duration.ofMillis(300);

    /** The common pool has one thread on two cores. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private final FakeTarget fake = new FakeTarget();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private TargetServer serve(ServeLimits limits, Duration preparation) {
        return serve(0, limits, preparation);
    }

    private TargetServer serve(int port, ServeLimits limits, Duration preparation) {
        ServeSettings settings = new ServeSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Client.TOKEN, Optional.empty(), limits);
        TargetServer server = TargetServer.start(settings, fake::start, preparation);
        open.add(server);
        return server;
    }

    private TargetServer serve() {
        return serve(LIMITS, Measurer.PREPARATION);
    }

    private static RemoteTarget connect(TargetServer server) {
        return RemoteTarget.connect(
                RemoteAccess.of(server.address(), Client.TOKEN).withPatience(IMPATIENT), TargetSettings.DEFAULTS);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    private static String path(TargetNetwork network) {
        return "/v1/networks/" + network.id();
    }

    private static String block(String id, int rounds) {
        String networks = TargetJson.line(List.of(TestNetworks.REFERENCE.id()));
        return """
                {"id": "%s", "settings": %s, "networks": %s, "canary": "%s", "rounds": %d, "cap_millis": 1000, "seed": 1}""".formatted(id, TargetJson.line(TargetSettings.DEFAULTS), networks, TestNetworks.CANARY.id(), rounds);
    }

    private static Client withNetworks(TargetServer server) {
        Client client = new Client(server.address());
        for (TargetNetwork network : List.of(TestNetworks.REFERENCE, TestNetworks.CANARY)) {
            assertThat(client.put(path(network), network.onnx()).statusCode()).isEqualTo(201);
        }
        return client;
    }

    @Test
    void measuresWhatARemoteClientAsksFor() {
        RemoteTarget target = connect(serve());
        Block block = target.measure(TestNetworks.request("a/0", 3, TestNetworks.CANDIDATE, TestNetworks.REFERENCE));
        assertThat(block.id()).isEqualTo("a/0");
        assertThat(block.rounds()).hasSize(3);
        assertThat(block.rounds().get(0).nanos()).containsExactly(1000L, 2000L, 3000L);
        assertThat(block.fingerprint()).isEqualTo(target.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/fingerprint", "/v1/blocks", "/v1/networks/x", "/", "/v2/anything"})
    void asksForTheTokenOnEveryPath(String path) {
        Client client = new Client(serve().address());
        for (String authorization :
                List.of("", "Bearer", "Bearer wrong", "bearer " + Client.TOKEN.reveal(), Client.TOKEN.reveal())) {
            HttpResponse<String> response = client.send("GET", path, authorization, BodyPublishers.noBody());
            assertThat(response.statusCode()).as(authorization).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(response.body()).doesNotContain(Client.TOKEN.reveal());
        }
    }

    @Test
    void wrongTokenIsToldAtOnceAndNotRetried() {
        RemoteAccess access = RemoteAccess.of(serve().address(), Token.of("another-token-for-tests"));
        assertThatThrownBy(() -> RemoteTarget.connect(access, TargetSettings.DEFAULTS))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("answered 401: Authorization must be")
                .hasMessageNotContaining("another-token");
    }

    @Test
    void bodyThatIsTooLongIsRefusedByItsHeaderAndByItsLength() {
        Client client = new Client(serve().address());
        byte[] body = new byte[(int) BODY_BYTES + 1];
        String path = "/v1/networks/" + TargetNetwork.of(body).id();
        HttpResponse<String> announced = client.put(path, body);
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(announced.body()).contains("body must be at most 1048576 bytes");
        HttpResponse<String> chunked =
                client.send("PUT", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(chunked.body()).contains("body must be at most 1048576 bytes");
        assertThat(client.post(" ".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void whatIsNoModelIsRefusedInWords() {
        Client client = new Client(serve().address());
        byte[] text = "This is no model.".getBytes(StandardCharsets.UTF_8);
        byte[] model = TestNetworks.REFERENCE.onnx();
        byte[] half = Arrays.copyOf(model, model.length / 2);
        for (byte[] body : List.of(new byte[0], text, half)) {
            HttpResponse<String> response =
                    client.put("/v1/networks/" + TargetNetwork.of(body).id(), body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("body must be an ONNX model: ");
        }
    }

    @Test
    void modelThatTheRuntimeDoesNotLoadIsRefusedWithItsReason() {
        Client client = new Client(serve().address());
        byte[] model = TestNetworks.REFERENCE.onnx();
        String text = new String(model, StandardCharsets.ISO_8859_1);
        byte[] broken = text.replace("Conv", "Cnov").getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse<String> response =
                client.put("/v1/networks/" + TargetNetwork.of(broken).id(), broken);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("ONNX Runtime").contains("Cnov");
        assertThat(client.put(path(TestNetworks.REFERENCE), model).statusCode()).isEqualTo(201);
    }

    @Test
    void bodyOfAnotherDigestIsRefused() {
        HttpResponse<String> response =
                new Client(serve().address()).put("/v1/networks/" + NO_DIGEST, TestNetworks.REFERENCE.onnx());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("body must have the SHA-256 of the path: it has " + TestNetworks.REFERENCE.id());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /v1, 404",
        "GET, /v1/fingerprint/, 404",
        "PUT, /v1/networks/, 404",
        "PUT, /v1/networks/../../etc/passwd, 404",
        "PUT, /v1/networks/%2e%2e/%2e%2e/etc/passwd, 404",
        "PUT, /v1/networks/ABC, 404",
        "GET, /v1/blocks, 405",
        "POST, /v1/fingerprint, 405",
        "DELETE, /v1/networks/0000000000000000000000000000000000000000000000000000000000000000, 405",
        "GET, /v1/fingerprint?settings=%7B%7D, 400",
        "GET, /v1/fingerprint?x=1, 400",
        "GET, /v1/fingerprint?settings=%zz, 400"
    })
    void wrongPathMethodAndQueryAreToldApart(String method, String path, int status) throws Exception {
        String answer = new Client(serve().address())
                .raw(
                        "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: %s\r\n\r\n"
                                .formatted(method, path, Client.TOKEN.authorization())
                                .getBytes(StandardCharsets.US_ASCII),
                        5000);
        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rounds | 0 | rounds must be in [1, 100000]: 0",
                "cap_millis | 99999999 | cap_millis must be in [1, 600000]: 99999999",
                "networks | [] | networks must be 1 to 1024: 0",
                "networks | [\"x\"] | networks must be the SHA-256 in 64 hexadecimal digits",
                "networks | [null] | `null` value",
                "canary | \"../x\" | canary must be the SHA-256",
                "settings | null | settings",
                "surprise | 1 | surprise",
                "id | \"\" | id must have 1 to 512 characters: 0"
            })
    void requestThatIsNotWellFormedIsRefusedWithItsFault(String key, String value, String fault) throws Exception {
        var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
        ObjectNode request = (ObjectNode) mapper.readTree(block("b/0", 1));
        request.set(key, mapper.readTree(value));
        HttpResponse<String> response = new Client(serve().address()).post(request.toString());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(fault.replace("\"", "\\\""));
    }

    @Test
    void textThatIsNoJsonIsRefused() {
        Client client = new Client(serve().address());
        for (String body : List.of("", "{", "[]", "null", "[".repeat(100_000), "{\"id\":1e999999999}")) {
            assertThat(client.post(body).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void networksThatAreNotThereAreNamed() throws Exception {
        Client client = new Client(serve().address());
        HttpResponse<String> response = client.post(block("b/0", 1));
        assertThat(response.statusCode()).isEqualTo(409);
        var missing = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(response.body())
                .get("missing");
        assertThat(missing).hasSize(2);
        assertThat(missing.get(0).asText()).isEqualTo(TestNetworks.REFERENCE.id());
        assertThat(missing.get(1).asText()).isEqualTo(TestNetworks.CANARY.id());
    }

    @Test
    void blockIsMeasuredOnceHoweverOftenItIsAskedFor() throws Exception {
        TargetServer server = serve();
        Client client = withNetworks(server);
        fake.hold();
        List<CompletableFuture<String>> asked = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> client.post(block("b/0", 2)).body(), THREADS))
                .toList();
        await(() -> !fake.begun.isEmpty());
        fake.permits.release(10);
        String first = asked.get(0).join();
        assertThat(asked).allMatch(other -> other.join().equals(first));
        assertThat(client.post(block("b/0", 2)).body()).isEqualTo(first);
        assertThat(fake.begun).containsExactly("b/0");
    }

    @Test
    void idThatNamesTwoBlocksIsRefused() {
        Client client = withNetworks(serve());
        assertThat(client.post(block("b/0", 2)).statusCode()).isEqualTo(200);
        HttpResponse<String> other = client.post(block("b/0", 3));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("id must name one request");
    }

    @Test
    void twoClientsNeverGetEachOthersBlocks() {
        TargetServer server = serve();
        connect(server).measure(TestNetworks.request("a/0", 1));
        connect(server).measure(TestNetworks.request("a/0", 1));
        assertThat(fake.begun).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void oneMeasuresAFewWaitAndTheRestAreToldToComeAgain() throws Exception {
        Client client = withNetworks(serve());
        fake.hold();
        List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.post(block("b/" + i, 1)), THREADS))
                .toList();
        var refused = (HttpResponse<?>) CompletableFuture.anyOf(asked.toArray(new CompletableFuture<?>[0]))
                .join();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(refused.body()).asString().contains("2 measurements are waiting already");
        assertThat(fake.begun).hasSize(1);
        fake.permits.release(10);
        assertThat(asked.stream().map(answer -> answer.join().statusCode()))
                .containsExactlyInAnyOrder(200, 200, 200, 503);
        assertThat(fake.begun).hasSize(3);
    }

    @Test
    void failureOfTheMeasuringProcessIsTriedAgainOnceAndThenTold() {
        RemoteTarget target = connect(serve());
        fake.failNext(1);
        assertThat(target.measure(TestNetworks.request("a/0", 1)).rounds()).hasSize(1);
        fake.failNext(2);
        assertThatThrownBy(() -> target.measure(TestNetworks.request("a/1", 1)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("answered 422: the fake target failed");
        assertThat(target.measure(TestNetworks.request("a/1", 1)).rounds()).hasSize(1);
    }

    @Test
    void blockThatDoesNotEndIsEnded() {
        TargetServer server = serve(LIMITS, Duration.ZERO);
        Client client = withNetworks(server);
        fake.hold();
        HttpResponse<String> response = client.post(block("b/0", 1));
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("block must end within 1 s, loading included");
        fake.permits.release(10);
        assertThat(client.post(block("b/1", 1)).statusCode()).isEqualTo(200);
    }

    @Test
    void networksLeaveWhenThereAreTooMany() {
        long two = 2L * TestNetworks.REFERENCE.size() + 1000;
        TargetServer server = serve(LIMITS.withStoreBytes(two), Measurer.PREPARATION);
        Client client = withNetworks(server);
        TargetNetwork third = TestNetworks.CANDIDATE;
        assertThat(client.put(path(third), third.onnx()).statusCode()).isEqualTo(201);
        HttpResponse<String> response = client.post(block("b/0", 1));
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains(TestNetworks.REFERENCE.id()).doesNotContain(TestNetworks.CANARY.id());
        RemoteTarget target = connect(server);
        assertThatThrownBy(() -> target.measure(TestNetworks.request("a/0", 1, third)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("has no room for the networks of block 'a/0'");
    }

    @Test
    void settingsOfARequestStartTheirOwnProcess() {
        TargetServer server = serve();
        RemoteAccess access = RemoteAccess.of(server.address(), Client.TOKEN);
        RemoteTarget one = RemoteTarget.connect(access, TargetSettings.DEFAULTS);
        RemoteTarget many = RemoteTarget.connect(access, TargetSettings.DEFAULTS.withBatch(32));
        assertThat(many.fingerprint().facts()).containsEntry("batch", "32");
        assertThat(one.measure(TestNetworks.request("a/0", 1)).fingerprint()).isEqualTo(one.fingerprint());
        assertThat(one.measure(TestNetworks.request("a/1", 1)).fingerprint()).isEqualTo(one.fingerprint());
        assertThat(fake.started).hasSize(3);
    }

    @Test
    void anotherMachineBehindTheSameAddressIsRefused() {
        TargetServer first = serve();
        RemoteTarget target = connect(first);
        target.measure(TestNetworks.request("a/0", 1));
        first.close();
        fake.become("another");
        TargetServer second = serve(first.address().getPort(), LIMITS, Measurer.PREPARATION);
        assertThat(second.address()).isEqualTo(first.address());
        assertThatThrownBy(() -> target.measure(TestNetworks.request("a/1", 1)))
                .isInstanceOf(FingerprintChangedException.class)
                .hasMessage("the target must stay the same: machine was 'fake' and is 'another'");
    }

    @Test
    void targetThatIsNotThereIsGivenUpAfterThePatience() {
        TargetServer server = serve();
        RemoteTarget target = connect(server);
        server.close();
        assertThatThrownBy(() -> target.measure(TestNetworks.request("a/0", 1)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("cannot reach the target at " + server.address());
    }
}
