package io.espalier.models.importance;

import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.random.RandomKey;
import io.espalier.models.reconstruction.GramStatistics;
import java.util.Optional;

/**
 * What was measured of a network on data, for criteria that look at more than its parameters. All of one network, the one that is ranked.
 *
 * @param activations of the groups' channels
 * @param gradients of the loss
 * @param moments of the layers' inputs
 * @param key address of the draws of the random control
 */
public record Evidence(
        Optional<ActivationStatistics> activations,
        Optional<GradientStatistics> gradients,
        Optional<GramStatistics> moments,
        Optional<RandomKey> key) {

    /** Nothing was measured: enough for criteria about weights. */
    public static final Evidence NONE =
            new Evidence(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** A kind of evidence. */
    public enum Kind {
        /** The network's parameters are enough. */
        NOTHING,
        ACTIVATIONS,
        GRADIENTS,
        MOMENTS,
        KEY
    }

    public Evidence with(ActivationStatistics newActivations) {
        return new Evidence(Optional.of(newActivations), gradients, moments, key);
    }

    public Evidence with(GradientStatistics newGradients) {
        return new Evidence(activations, Optional.of(newGradients), moments, key);
    }

    public Evidence with(GramStatistics newMoments) {
        return new Evidence(activations, gradients, Optional.of(newMoments), key);
    }

    public Evidence with(RandomKey newKey) {
        return new Evidence(activations, gradients, moments, Optional.of(newKey));
    }

    /** Whether there is some of this kind. */
    public boolean has(Kind kind) {
        return switch (kind) {
            case NOTHING -> true;
            case ACTIVATIONS -> activations.isPresent();
            case GRADIENTS -> gradients.isPresent();
            case MOMENTS -> moments.isPresent();
            case KEY -> key.isPresent();
        };
    }
}
