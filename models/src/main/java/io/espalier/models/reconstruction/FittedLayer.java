package io.espalier.models.reconstruction;

import io.espalier.models.graph.Roles;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A layer of the unpruned network that can be refitted.
 *
 * @param taps features of one input channel
 * @param uptake the layer, and what takes up the change of its output
 */
record FittedLayer(int taps, LayerFit fit, Uptake uptake) {

    String name() {
        return uptake.node().name();
    }

    /**
     * Refits the layer in a pruned network.
     *
     * @param corrections of the network after surgery
     * @param inputs positions of the layer's input axis that stay
     * @param outputs positions of its output axis that stay; empty for all
     */
    void refit(Corrections corrections, List<Integer> inputs, Optional<List<Integer>> outputs) {
        int[] features = inputs.stream()
                .flatMapToInt(channel -> IntStream.range(channel * taps, (channel + 1) * taps))
                .toArray();
        int[] kept = outputs.map(
                        list -> list.stream().mapToInt(Integer::intValue).toArray())
                .orElseGet(() -> IntStream.range(0, fit.outputs()).toArray());
        LayerFit.Fitted fitted = fit.fit(features, kept);
        corrections.replace(uptake.node().parameter(Roles.WEIGHT), LayerWeights.values(fitted.weights()));
        uptake.apply(fitted.outputs(), corrections);
    }
}
