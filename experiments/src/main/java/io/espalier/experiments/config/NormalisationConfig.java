package io.espalier.experiments.config;

import io.espalier.models.data.Normalisation;
import java.util.List;

/**
 * What is done to pixels before the network gets them. In a config file the name of a choice may stand for the whole section.
 *
 * @param from where mean and deviation come from if they are not given
 * @param mean one per channel, or one for all; empty if it is not given
 * @param deviation as many; empty if it is not given
 */
public record NormalisationConfig(From from, List<Double> mean, List<Double> deviation) {

    /** The network's own. */
    public static final NormalisationConfig DEFAULTS = new NormalisationConfig(From.NETWORK, List.of(), List.of());

    /** Where mean and deviation come from. */
    public enum From {
        /** What the network's file says, else computed. */
        NETWORK,
        /** Of the training part, whatever the network's file says. */
        COMPUTED,
        /** Nothing is taken off and nothing divided: the network gets the pixels on their scale. */
        NONE
    }

    /** The scale of the pixels to which mean and deviation belong. */
    public enum Scale {
        /** [0, 1]. */
        UNIT {
            @Override
            Normalisation of(List<Double> mean, List<Double> deviation) {
                return new Normalisation(mean, deviation);
            }
        },
        /** [0, 255]. */
        BYTES {
            @Override
            Normalisation of(List<Double> mean, List<Double> deviation) {
                return Normalisation.ofBytes(mean, deviation);
            }
        };

        abstract Normalisation of(List<Double> mean, List<Double> deviation);
    }

    /** @throws IllegalArgumentException if only one of the two is given, they do not fit each other, or they are given beside another choice */
    public NormalisationConfig {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException(
                    "deviation must have as many values as mean (%d): %s".formatted(mean.size(), deviation));
        }
        if (!mean.isEmpty()) {
            Scale.UNIT.of(mean, deviation);
        }
        if (!(mean.isEmpty() || from == From.NETWORK)) {
            throw new IllegalArgumentException("mean must be empty unless from is network: " + mean);
        }
    }

    boolean given() {
        return !mean.isEmpty();
    }
}
