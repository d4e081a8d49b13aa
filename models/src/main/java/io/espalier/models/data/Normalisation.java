package io.espalier.models.data;

import java.util.ArrayList;
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

    /**
     * Mean and population standard deviation of every channel of a set, from exact integer sums.
     *
     * @throws IllegalArgumentException if a channel is constant
     */
    public static Normalisation of(ImageSet images) {
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        int positions = images.shape().positions();
        for (int channel = 0; channel < images.shape().channels(); channel++) {
            long sum = 0;
            long squares = 0;
            for (int image = 0; image < images.size(); image++) {
                for (int i = 0; i < positions; i++) {
                    long value = images.pixel(image, channel * positions + i);
                    sum += value;
                    squares += value * value;
                }
            }
            double count = (double) images.size() * positions;
            double mean = sum / count;
            means.add(mean / 255);
            deviations.add(Math.sqrt(squares / count - mean * mean) / 255);
        }
        return new Normalisation(means, deviations);
    }
}
