package io.espalier.env.serve;

import io.espalier.env.remote.Protocol;
import io.espalier.env.remote.RemoteBlockRequest;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures what is asked for, each in its turn. */
final class Blocks {

    /** A block's networks are in memory once in this process while they are sent to the measuring one, and copied on the way. */
    private static final long SHARE_OF_MEMORY = 4;

    private static final String WORKING = "{\"state\":\"working\"}";

    private final NetworkStore store;
    private final Turns turns;
    private final Measurer measurer;
    private final Duration wait;

    Blocks(NetworkStore store, Turns turns, Measurer measurer) {
        this.store = store;
        this.turns = turns;
        this.measurer = measurer;
        this.wait = Duration.ofSeconds(Protocol.POLL_SECONDS);
    }

    /** @throws RefusedException if these settings cannot be had here */
    Reply fingerprint(TargetSettings settings) {
        Optional<TargetFingerprint> known = measurer.known(settings);
        if (known.isPresent()) {
            return Reply.of(Reply.OK, TargetJson.line(known.get()));
        }
        // Not to be remembered: another process may find another machine, for instance one core less.
        return reply(turns.ask(
                new Turns.Work(
                        "fingerprint " + TargetJson.line(settings),
                        "",
                        false,
                        () -> TargetJson.line(measurer.fingerprint(settings))),
                wait));
    }

    /** @throws RefusedException if networks are missing, too many wait, or the block cannot be measured */
    Reply measure(RemoteBlockRequest request) {
        List<String> missing = store.missing(request.needed());
        if (!missing.isEmpty()) {
            throw RefusedException.missing(missing);
        }
        requireRoom(request);
        return reply(turns.ask(
                new Turns.Work(
                        "block " + request.id(),
                        TargetJson.line(request),
                        true,
                        () -> TargetJson.line(measurer.measure(request.settings(), filled(request)))),
                wait));
    }

    private void requireRoom(RemoteBlockRequest request) {
        long most = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
        long bytes = store.size(request.needed());
        if (bytes > most) {
            throw RefusedException.of(
                    Reply.TOO_LARGE,
                    "networks of a block must be at most %d bytes for the memory of this process: %d"
                            .formatted(most, bytes));
        }
    }

    private BlockRequest filled(RemoteBlockRequest request) {
        Map<String, TargetNetwork> networks = new HashMap<>();
        return new BlockRequest(
                request.id(),
                request.networks().stream()
                        .map(id -> networks.computeIfAbsent(id, store::read))
                        .toList(),
                store.read(request.canary()),
                request.rounds(),
                request.capMillis(),
                request.seed());
    }

    private static Reply reply(Optional<String> answer) {
        return answer.map(text -> Reply.of(Reply.OK, text)).orElseGet(() -> Reply.of(Reply.ACCEPTED, WORKING));
    }
}
