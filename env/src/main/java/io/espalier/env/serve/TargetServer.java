package io.espalier.env.serve;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Serves the paths of {@link io.espalier.env.remote.Protocol} until it is closed. */
public final class TargetServer implements AutoCloseable {

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads;
    private final ScheduledExecutorService clock;
    private final NetworkStore store;
    private final ModelCheck check;
    private final Turns turns;
    private final Measurer measurer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TargetServer(ServeSettings settings, Function<TargetSettings, Target> target, Duration preparation)
            throws IOException {
        HttpProperties.set(settings.limits());
        server = settings.tls().isPresent()
                ? HttpsServer.create(settings.address(), 0)
                : HttpServer.create(settings.address(), 0);
        if (server instanceof HttpsServer https) {
            https.setHttpsConfigurator(new HttpsConfigurator(settings.tls().orElseThrow()));
        }
        scheme = settings.tls().isPresent() ? "https" : "http";
        // As many as there are connections: each may wait for a measurement.
        threads = Executors.newCachedThreadPool(daemons("target-http"));
        clock = Executors.newSingleThreadScheduledExecutor(daemons("target-clock"));
        store = new NetworkStore(settings.limits().storeBytes());
        check = new ModelCheck(clock);
        turns = new Turns(settings.limits().waiting());
        measurer = new Measurer(target, preparation, clock);
        Uploads uploads = new Uploads(store, check, settings.limits().bodyBytes());
        server.createContext("/", new Routes(settings.token(), uploads, new Blocks(store, turns, measurer)));
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts listening.
     *
     * @param target starts what measures, for the settings that a client asks for
     * @throws UncheckedIOException if the address cannot be listened on
     */
    public static TargetServer start(ServeSettings settings, Function<TargetSettings, Target> target) {
        return start(settings, target, Measurer.PREPARATION);
    }

    static TargetServer start(ServeSettings settings, Function<TargetSettings, Target> target, Duration preparation) {
        try {
            return new TargetServer(settings, target, preparation);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + settings.address(), e);
        }
    }

    /** Where it listens, with the port that it was given. */
    public URI address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create(
                "%s://%s:%d".formatted(scheme, host.contains(":") ? "[" + host + "]" : host, address.getPort()));
    }

    /** Stops listening and measuring; whoever waits is told that the connection is gone. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        server.stop(0);
        turns.close();
        measurer.close();
        check.close();
        threads.shutdownNow();
        clock.shutdownNow();
        store.close();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
