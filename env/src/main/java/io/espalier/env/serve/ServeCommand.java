package io.espalier.env.serve;

import io.espalier.env.remote.Protocol;
import io.espalier.env.remote.Token;
import io.espalier.env.worker.ForkedTarget;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code target serve}, the same in the whole program and in the small distribution. */
@Command(
        name = "serve",
        description = "Be a target for others: receive networks, time them, return samples. Ends with Ctrl-C.",
        sortOptions = false)
public final class ServeCommand implements Callable<Integer> {

    private static final long MEBI = 1 << 20;
    private static final long LOOK_MILLIS = 100;

    private final BooleanSupplier stopping;
    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--address",
            paramLabel = "HOST",
            description = "Where to listen; 0.0.0.0 is everywhere (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "0 is any free one (default: ${DEFAULT-VALUE}).")
    private int port = Protocol.DEFAULT_PORT;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Its first line is what clients must know (default: the environment's " + Token.VARIABLE
                    + ", otherwise one is made and printed).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--tls-keystore",
            paramLabel = "FILE",
            description = "PKCS #12 or JKS file with key and certificate; without it, plain HTTP.")
    private @Nullable Path keystore;

    @Option(names = "--tls-password-file", paramLabel = "FILE", description = "Its first line opens the keystore.")
    private @Nullable Path passwordFile;

    @Option(names = "--body-limit", paramLabel = "MIB", description = "Longest network (default: ${DEFAULT-VALUE}).")
    private long bodyMebi = ServeLimits.DEFAULTS.bodyBytes() / MEBI;

    @Option(
            names = "--store-limit",
            paramLabel = "MIB",
            description = "All networks that are kept, on disk (default: ${DEFAULT-VALUE}).")
    private long storeMebi = ServeLimits.DEFAULTS.storeBytes() / MEBI;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Measurements that may wait for their turn (default: ${DEFAULT-VALUE}).")
    private int waiting = ServeLimits.DEFAULTS.waiting();

    @Option(
            names = "--request-timeout",
            paramLabel = "SECONDS",
            description = "For sending one request, and again for reading its answer (default: ${DEFAULT-VALUE}).")
    private long requestSeconds = ServeLimits.DEFAULTS.request().toSeconds();

    @Option(names = "--connections", paramLabel = "N", description = "Open at once (default: ${DEFAULT-VALUE}).")
    private int connections = ServeLimits.DEFAULTS.connections();

    /** @param stopping asked again and again; serving ends when it says so */
    public ServeCommand(BooleanSupplier stopping, Map<String, String> environment) {
        this.stopping = stopping;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<Token> given = token();
        Token token = given.orElseGet(Token::generate);
        ServeSettings settings = new ServeSettings(address(), token, tls(), limits());
        try (TargetServer server = TargetServer.start(settings, ForkedTarget::start)) {
            PrintWriter out = line().getOut();
            if (given.isEmpty()) {
                out.println("token " + token.reveal());
            }
            if (settings.tls().isEmpty() && !settings.address().getAddress().isLoopbackAddress()) {
                out.println("plain HTTP: whoever can read this network can read the token; see --tls-keystore");
            }
            // Last, so that who waits for it has read all.
            out.println("serving at " + server.address());
            out.flush();
            while (!stopping.getAsBoolean()) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        return 0;
    }

    private Optional<Token> token() {
        return tokenFile == null ? Token.of(environment) : Optional.of(Token.read(tokenFile));
    }

    private InetSocketAddress address() {
        if (!(port >= 0 && port <= 0xFFFF)) {
            throw wrong("--port must be in [0, 65535]: " + port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw wrong("--address must be one of this machine: '%s' is unknown".formatted(host));
        }
        return address;
    }

    private Optional<SSLContext> tls() {
        if (keystore == null && passwordFile == null) {
            return Optional.empty();
        }
        if (keystore == null || passwordFile == null) {
            throw wrong("--tls-keystore and --tls-password-file must be given together");
        }
        return Optional.of(TlsKeyStore.open(keystore, passwordFile));
    }

    private ServeLimits limits() {
        try {
            return new ServeLimits(
                    Math.multiplyExact(bodyMebi, MEBI),
                    Math.multiplyExact(storeMebi, MEBI),
                    waiting,
                    Duration.ofSeconds(requestSeconds),
                    connections);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong("limits must be positive numbers: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(line(), message);
    }

    private CommandLine line() {
        return Objects.requireNonNull(command, "picocli sets it").commandLine();
    }
}
