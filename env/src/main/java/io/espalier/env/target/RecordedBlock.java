package io.espalier.env.target;

/**
 * A block with what was asked for: one line of a recording.
 *
 * @param canary id of the canary
 * @param rounds that were asked for
 * @param capMillis time that was given to them
 * @param seed of the orders
 * @param block that came back
 */
public record RecordedBlock(String canary, int rounds, long capMillis, long seed, Block block) {

    static RecordedBlock of(BlockRequest request, Block block) {
        return new RecordedBlock(request.canary().id(), request.rounds(), request.capMillis(), request.seed(), block);
    }

    /** Whether it answers this request: same networks in the same order, same canary, same figures. */
    boolean answers(BlockRequest request) {
        return block.networks()
                        .equals(request.networks().stream()
                                .map(TargetNetwork::id)
                                .toList())
                && equals(of(request, block));
    }
}
