package io.espalier.env.remote;

import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A block as it is asked of a machine that has the networks already, or will say which it lacks. The bounds keep one request from taking the
 * machine away from everybody else.
 *
 * @param id names the block among all clients of the machine, at most 512 characters
 * @param settings what the networks are run with
 * @param networks SHA-256 of each, 64 hexadecimal digits in lower case, the reference first; at most 1024
 * @param canary SHA-256 of the canary
 * @param rounds in [1, 100000]
 * @param capMillis in [1, 600000]
 * @param seed of the orders
 */
public record RemoteBlockRequest(
        String id,
        TargetSettings settings,
        List<String> networks,
        String canary,
        int rounds,
        long capMillis,
        long seed) {

    /** How a network is named. */
    public static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private static final int LONGEST_ID = 512;
    private static final int MOST_NETWORKS = 1024;
    private static final int MOST_ROUNDS = 100_000;
    private static final long LONGEST_CAP_MILLIS = 600_000;

    /** @throws IllegalArgumentException if something is outside of its bounds */
    public RemoteBlockRequest {
        networks = List.copyOf(networks);
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "id must have 1 to %d characters: %d".formatted(LONGEST_ID, id.length()));
        }
        if (networks.isEmpty() || networks.size() > MOST_NETWORKS) {
            throw new IllegalArgumentException(
                    "networks must be 1 to %d: %d".formatted(MOST_NETWORKS, networks.size()));
        }
        requireDigest("canary", canary);
        networks.forEach(network -> requireDigest("networks", network));
        if (!(rounds >= 1 && rounds <= MOST_ROUNDS)) {
            throw new IllegalArgumentException("rounds must be in [1, %d]: %d".formatted(MOST_ROUNDS, rounds));
        }
        if (!(capMillis >= 1 && capMillis <= LONGEST_CAP_MILLIS)) {
            throw new IllegalArgumentException(
                    "cap_millis must be in [1, %d]: %d".formatted(LONGEST_CAP_MILLIS, capMillis));
        }
    }

    /**
     * The same request without the networks' bytes.
     *
     * @param session makes the id unique among clients
     */
    static RemoteBlockRequest of(String session, BlockRequest request, TargetSettings settings) {
        return new RemoteBlockRequest(
                session + "/" + request.id(),
                settings,
                request.networks().stream().map(TargetNetwork::id).toList(),
                request.canary().id(),
                request.rounds(),
                request.capMillis(),
                request.seed());
    }

    /** All that the machine must have: the networks and the canary, each once. */
    public Set<String> needed() {
        Set<String> needed = new LinkedHashSet<>(networks);
        needed.add(canary);
        return needed;
    }

    private static void requireDigest(String parameter, String text) {
        if (!DIGEST.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s must be the SHA-256 in 64 hexadecimal digits in lower case: %d characters"
                            .formatted(parameter, text.length()));
        }
    }
}
