package io.espalier.models.data;

import java.util.List;

/**
 * From a pixel's byte to the network's input: {@code (byte / 255 - mean) / deviation}, per channel.
 *
 * @param mean one per channel, on the scale [0, 1]
 * @param deviation one per channel, positive, on the same scale
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

    /** @throws IllegalArgumentException if the lists differ in length or a deviation is not positive */
    public Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || mean.size() != deviation.size()) {
            throw new IllegalArgumentException(
                    "mean and deviation must have one value a channel: " + mean + ", " + deviation);
        }
        for (double value : deviation) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("deviation must be positive: " + deviation);
            }
        }
    }
}
