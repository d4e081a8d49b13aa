package io.espalier.tracking.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a real server and gets in the way: everything that it does not spoil it hands on as it is. */
final class MlflowProxy implements AutoCloseable {

    private static final List<String> HANDED_ON = List.of("Content-Type", "Authorization");

    private final HttpServer server;
    private final URI real;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger spoilt = new AtomicInteger();
    private volatile Outage outage = new Outage(Fault.NONE);

    /** What goes wrong. */
    enum Fault {
        NONE,
        /** Takes requests and neither hands them on nor answers them. */
        HANGS,
        /** Hands requests on and answers none: the server has what nobody knows it to have. */
        SWALLOWS_ANSWERS,
        /** The same with requests that make a run, and hands them on when the fault is over, as a server does that stood still. */
        MAKES_RUNS_LATE,
        /** Two answers of 429, one of 500, then one request goes through. */
        IS_TOO_BUSY_IN_BURSTS,
        FAILS,
        FORBIDS,
        REFUSES
    }

    /** A fault from its beginning to its end. */
    private record Outage(Fault fault, AtomicInteger requests, CountDownLatch over) {
        Outage(Fault fault) {
            this(fault, new AtomicInteger(), new CountDownLatch(1));
        }
    }

    private MlflowProxy(HttpServer server, URI real) {
        this.server = server;
        this.real = real;
    }

    static MlflowProxy before(URI real) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        MlflowProxy proxy = new MlflowProxy(server, real);
        server.setExecutor(proxy.threads);
        server.createContext("/", proxy::handle);
        server.start();
        return proxy;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on, until the next call. */
    void become(Fault fault) {
        Outage before = outage;
        outage = new Outage(fault);
        before.over().countDown();
    }

    /** How many requests it has spoilt. */
    int spoilt() {
        return spoilt.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Outage now = outage;
            boolean makesRun = exchange.getRequestURI().getPath().endsWith("runs/create");
            switch (now.fault()) {
                case NONE -> handOn(exchange, body, true);
                case HANGS -> spoil(now);
                case SWALLOWS_ANSWERS -> {
                    handOn(exchange, body, false);
                    spoil(now);
                }
                case MAKES_RUNS_LATE -> {
                    if (makesRun) {
                        spoil(now);
                    }
                    handOn(exchange, body, !makesRun);
                }
                case IS_TOO_BUSY_IN_BURSTS -> {
                    int turn = now.requests().getAndIncrement() % 4;
                    if (turn == 3) {
                        handOn(exchange, body, true);
                    } else {
                        answer(exchange, turn == 2 ? 500 : 429);
                    }
                }
                case FAILS -> answer(exchange, 500);
                case FORBIDS -> answer(exchange, 403);
                case REFUSES -> answer(exchange, 400);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The caller's connection stays open, without a word, until the fault is over. */
    private void spoil(Outage now) throws InterruptedException {
        spoilt.incrementAndGet();
        now.over().await();
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        spoilt.incrementAndGet();
        exchange.getResponseHeaders().set("Retry-After", "1");
        byte[] body = "{\"error_code\":\"OF_A_TEST\",\"message\":\"spoilt\"}".getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void handOn(HttpExchange exchange, byte[] body, boolean answering)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        real.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : HANDED_ON) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answering) {
            response.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        }
    }

    @Override
    public void close() {
        become(Fault.NONE);
        server.stop(0);
        threads.shutdownNow();
    }
}
