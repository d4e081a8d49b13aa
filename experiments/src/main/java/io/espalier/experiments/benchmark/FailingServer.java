package io.espalier.experiments.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server on this machine that is of no use to anybody. */
final class FailingServer implements AutoCloseable {

    private static final int BURST = 4;

    private final Fault fault;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();

    /** What it does with requests. */
    enum Fault {
        ABSENT("is absent"),
        HANGS("never answers"),
        IS_TOO_BUSY("answers 429 and 500"),
        FORBIDS("answers 403"),
        REFUSES("answers 400");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private FailingServer(Fault fault, HttpServer server) {
        this.fault = fault;
        this.server = server;
    }

    /** Starts one on a free port. */
    static FailingServer start(Fault fault) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FailingServer failing = new FailingServer(fault, server);
            server.setExecutor(failing.threads);
            server.createContext("/", failing::handle);
            if (fault == Fault.ABSENT) {
                // Its port was bound, so nobody else is there.
                server.stop(0);
            } else {
                server.start();
            }
            return failing;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a server on this machine", e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            int turn = requests.getAndIncrement() % BURST;
            switch (fault) {
                case ABSENT, HANGS -> closed.await();
                case IS_TOO_BUSY -> exchange.sendResponseHeaders(turn == BURST - 1 ? 500 : 429, -1);
                case FORBIDS -> exchange.sendResponseHeaders(403, -1);
                case REFUSES -> exchange.sendResponseHeaders(400, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (fault != Fault.ABSENT) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
