package io.espalier.env.target;

import java.util.List;

/**
 * One block to be measured: every network is loaded anew, in random order, warmed up until its time is stable, and then timed in rounds; a
 * round runs every network once, in random order. A block is the unit that is repeated, because where a network's buffers lie in memory is
 * decided when it is loaded and moves its time by more than the rounds of one loading tell. Before the first, between and after the
 * networks of a round one inference of a small fixed network, the canary, is timed too: it has one time on an undisturbed core and a
 * longer one where something else, inside this machine or outside, shares the core.
 *
 * @param id names the block: who asks for the same id again gets the same block, not a second one
 * @param networks the reference first; the same network may stand twice, it is then loaded twice
 * @param canary the same for all requests that are to be compared
 * @param rounds timed inferences of each network, at least 1
 * @param capMillis after so much time in rounds the block ends with the rounds that it has, at least one
 * @param seed of the orders
 */
public record BlockRequest(
        String id, List<TargetNetwork> networks, TargetNetwork canary, int rounds, long capMillis, long seed) {

    /** @throws IllegalArgumentException if there is no network, or a count is not positive */
    public BlockRequest {
        networks = List.copyOf(networks);
        if (id.isBlank()) {
            throw new IllegalArgumentException("id must not be blank: '" + id + "'");
        }
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("networks must have a reference: []");
        }
        if (!(rounds >= 1)) {
            throw new IllegalArgumentException("rounds must be at least 1: " + rounds);
        }
        if (!(capMillis >= 1)) {
            throw new IllegalArgumentException("capMillis must be at least 1: " + capMillis);
        }
    }
}
