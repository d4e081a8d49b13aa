package io.espalier.env.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.remote.RemoteAccess;
import io.espalier.env.remote.RemoteTarget;
import io.espalier.env.remote.Token;
import io.espalier.env.target.Block;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Client and target as two processes, on two loopback addresses, with a real measuring process behind. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class ServingProcessTest {

    private static final String HERE = "127.0.0.1";
    private static final String THERE = "127.0.0.2";

    /** So many that a block takes long enough to be killed in its middle. */
    private static final int LONG = 2500;

    private static final int MALFORMED = 1000;
    private static final int READ_MILLIS = 3000;
    private static final int HELD_OPEN = 10;

    /** Of 64 that it may have, and those that it has for itself: jars, pipes, its lock. */
    private static final long MOST_DESCRIPTORS = 150;

    /** Heap of 48 MiB, code, stacks and buffers; measured: 110 to 140. */
    private static final long MOST_RESIDENT_KIB = 300 << 10;

    private static RemoteTarget connect(ServingProcess target) {
        RemoteAccess access = RemoteAccess.of(target.address(), Client.TOKEN).withPatience(Duration.ofSeconds(60));
        return RemoteTarget.connect(access, TargetSettings.DEFAULTS);
    }

    @Test
    void killedTargetLosesNothingAndCountsNothingTwice() throws Exception {
        ServingProcess first = ServingProcess.start("--address", THERE, "--port", "0");
        RemoteTarget target = connect(first);
        List<Block> blocks = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> measuring = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        blocks.add(target.measure(TestNetworks.request("m/" + i, LONG, TestNetworks.CANDIDATE)));
                    }
                },
                task -> new Thread(task).start());
        awaitFirst(blocks, measuring);
        Thread.sleep(300);
        assertThat(blocks).as("killed in the middle of the second block").hasSize(1);
        first.kill();

        String port = String.valueOf(first.address().getPort());
        try (ServingProcess second = ServingProcess.start("--address", THERE, "--port", port)) {
            measuring.get(60, TimeUnit.SECONDS);
            assertThat(second.address()).isEqualTo(first.address());
        }
        assertThat(blocks).extracting(Block::id).containsExactly("m/0", "m/1", "m/2");
        assertThat(blocks).allSatisfy(block -> {
            assertThat(block.rounds()).hasSize(LONG);
            assertThat(block.networks()).containsExactly(TestNetworks.REFERENCE.id(), TestNetworks.CANDIDATE.id());
            assertThat(block.fingerprint()).isEqualTo(target.fingerprint());
        });
    }

    private static void awaitFirst(List<Block> blocks, CompletableFuture<Void> measuring)
            throws InterruptedException, ExecutionException {
        while (blocks.isEmpty()) {
            try {
                measuring.get(5, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // As it should be: it measures.
            }
        }
    }

    @Test
    void servesOnAfterAThousandMalformedRequestsAndSlowClients() throws Exception {
        try (ServingProcess target = ServingProcess.start("--address", HERE, "--port", "0", "--request-timeout", "3")) {
            Client client = new Client(target.address());
            assertThat(client.get("/v1/fingerprint").statusCode()).isEqualTo(200);
            List<Socket> slow = slowClients(target);
            MalformedRequests requests = new MalformedRequests(20);
            for (int i = 0; i < MALFORMED; i++) {
                send(client, requests.next());
            }
            assertThat(client.get("/v1/fingerprint").statusCode()).isEqualTo(200);
            for (Socket socket : slow) {
                assertThat(isEnded(socket)).isTrue();
                socket.close();
            }
            assertThat(connect(target)
                            .measure(TestNetworks.request("after", 5, TestNetworks.CANDIDATE))
                            .rounds())
                    .hasSize(5);
            assertThat(target.descriptors()).isLessThan(MOST_DESCRIPTORS);
            assertThat(target.status("VmRSS")).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    /** Whatever it answers, or nothing: only that it goes on counts. */
    private static void send(Client client, byte[] request) throws IOException {
        try {
            client.raw(request, READ_MILLIS);
        } catch (SocketException e) {
            // It has hung up on us while we were still sending.
            assertThat(e).hasMessageContaining("reset").isNotNull();
        }
    }

    /** Half a header each, or half a body. */
    private static List<Socket> slowClients(ServingProcess target) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < HELD_OPEN; i++) {
            Socket socket =
                    new Socket(target.address().getHost(), target.address().getPort());
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            String head = "POST /v1/blocks HTTP/1.1\r\nAuthorization: " + Client.TOKEN.authorization() + "\r\n";
            String request = i % 2 == 0 ? head : head + "Content-Length: 100\r\n\r\n{\"id\":";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            sockets.add(socket);
        }
        return sockets;
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // An answer may come before the end.
            }
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void makesATokenIfNoneIsGivenAndEndsInOrder() throws Exception {
        ServingProcess target = ServingProcess.start(Map.of(), "--port", "0");
        try (target) {
            String line = target.said().get(0);
            assertThat(line).startsWith("token ");
            Token token = Token.of(line.substring("token ".length()));
            RemoteTarget client =
                    RemoteTarget.connect(RemoteAccess.of(target.address(), token), TargetSettings.DEFAULTS);
            TargetNetwork network = TestNetworks.CANDIDATE;
            assertThat(client.measure(TestNetworks.request("a", 2, network)).rounds())
                    .hasSize(2);
            List<ProcessHandle> children = target.process().descendants().toList();
            assertThat(children).isNotEmpty();
            target.close();
            assertThat(target.process().exitValue()).as("128 + SIGTERM").isEqualTo(143);
            for (ProcessHandle child : children) {
                child.onExit().get(20, TimeUnit.SECONDS);
            }
        }
    }
}
