package io.espalier.env.remote;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A machine that runs {@code target serve}. It survives the target's restart: networks that it has lost are sent again, a block that was lost
 * is measured anew. The blocks of two clients, or of two lives of one, never answer for each other. Not for several threads at once.
 */
public final class RemoteTarget implements Target {

    /** What a block may take on top of the time that the server waits before it says that it is still working. */
    private static final Duration CALL = Duration.ofSeconds(Protocol.POLL_SECONDS + 40L);

    /** A slow radio link. */
    private static final long BYTES_A_SECOND = 100_000;

    /** A target that still lacks a network after so many uploads has no room for it. */
    private static final int MOST_UPLOADS = 10;

    private final RemoteAccess access;
    private final TargetSettings settings;
    private final Calls calls;
    private final String session = UUID.randomUUID().toString();
    private final TargetFingerprint fingerprint;

    private RemoteTarget(RemoteAccess access, TargetSettings settings) {
        this.access = access;
        this.settings = settings;
        this.calls = new Calls(access);
        this.fingerprint = askFingerprint();
    }

    /**
     * Asks the target what it is.
     *
     * @throws TargetException if it cannot be reached within the patience, or refuses the token or the settings
     */
    public static RemoteTarget connect(RemoteAccess access, TargetSettings settings) {
        return new RemoteTarget(access, settings);
    }

    @Override
    public TargetFingerprint fingerprint() {
        return fingerprint;
    }

    @Override
    public Block measure(BlockRequest request) {
        RemoteBlockRequest asked = RemoteBlockRequest.of(session, request, settings);
        for (int uploads = 0; uploads <= MOST_UPLOADS; uploads++) {
            HttpResponse<String> response = awaited("POST", Protocol.BLOCKS, TargetJson.line(asked));
            if (response.statusCode() == Answers.MISSING) {
                upload(Answers.read(access, response, Refusal.class).missing(), request);
            } else if (response.statusCode() == Answers.OK) {
                return checked(Answers.read(access, response, Block.class), asked, request);
            } else {
                throw Answers.refused(access, response);
            }
        }
        throw new TargetException(
                "the target at %s has no room for the networks of block '%s'".formatted(access.server(), request.id()));
    }

    /** Nothing is open between two requests. */
    @Override
    public void close() {}

    private TargetFingerprint askFingerprint() {
        HttpResponse<String> response = awaited("GET", Protocol.fingerprint(settings), "");
        if (response.statusCode() != Answers.OK) {
            throw Answers.refused(access, response);
        }
        return Answers.read(access, response, TargetFingerprint.class);
    }

    /** Asks until it is done: the server lets nobody wait for long, and knows the request again. */
    private HttpResponse<String> awaited(String method, String path, String body) {
        while (true) {
            HttpResponse<String> response = calls.send(
                    method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), CALL);
            if (response.statusCode() != Answers.STILL_WORKING) {
                return response;
            }
        }
    }

    private void upload(List<String> missing, BlockRequest request) {
        Map<String, TargetNetwork> networks = new LinkedHashMap<>();
        request.networks().forEach(network -> networks.put(network.id(), network));
        networks.put(request.canary().id(), request.canary());
        if (missing.isEmpty() || !networks.keySet().containsAll(missing)) {
            throw new TargetException("the target at %s must lack networks of block '%s' only: %s"
                    .formatted(access.server(), request.id(), missing));
        }
        for (String id : missing) {
            TargetNetwork network = networks.getOrDefault(id, request.canary());
            HttpResponse<String> response = calls.send(
                    "PUT",
                    Protocol.NETWORKS + id,
                    BodyPublishers.ofByteArray(network.onnx()),
                    CALL.plusSeconds(network.size() / BYTES_A_SECOND));
            if (response.statusCode() != Answers.OK && response.statusCode() != Answers.CREATED) {
                throw Answers.refused(access, response);
            }
        }
    }

    private Block checked(Block block, RemoteBlockRequest asked, BlockRequest request) {
        fingerprint.requireSame(block.fingerprint());
        if (!block.id().equals(asked.id())
                || !block.networks().equals(asked.networks())
                || block.rounds().size() > asked.rounds()) {
            throw new TargetException("the target at %s must answer with the block that it was asked for, '%s'"
                    .formatted(access.server(), request.id()));
        }
        return new Block(request.id(), block.fingerprint(), block.networks(), block.rounds(), block.elapsedNanos());
    }
}
