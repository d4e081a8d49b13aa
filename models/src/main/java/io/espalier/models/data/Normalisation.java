package io.espalier.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From a pixel's byte to the network's input: {@code (byte / 255 - mean) / deviation}, per channel.
 *
 * @param mean one per channel, on the scale [0, 1]
 * @param deviation one per channel, positive, on the same scale
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

    /** Key under which a network's file keeps the means: numbers separated by commas, which read back to the same bits. */
    public static final String MEAN_KEY = "espalier.normalisation.mean";

    /** Key under which a network's file keeps the deviations. */
    public static final String DEVIATION_KEY = "espalier.normalisation.deviation";

    /** Largest value of a pixel's byte. */
    private static final double BYTES = 255.0;

    /** @throws IllegalArgumentException if the lists differ in length, a deviation is not positive or a number not finite */
    public Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || mean.size() != deviation.size()) {
            throw new IllegalArgumentException(
                    "mean and deviation must have one value a channel: " + mean + ", " + deviation);
        }
        if (!mean.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("mean must be finite: " + mean);
        }
        if (!deviation.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("deviation must be positive: " + deviation);
        }
    }

    /** From means and deviations of pixel values on the scale [0, 255]; 0 and 1 give the network the bytes' own values. */
    public static Normalisation ofBytes(List<Double> mean, List<Double> deviation) {
        return new Normalisation(
                mean.stream().map(value -> value / BYTES).toList(),
                deviation.stream().map(value -> value / BYTES).toList());
    }

    /**
     * What a network's file says.
     *
     * @param metadata entries of the file
     * @return empty if it says nothing
     * @throws IllegalArgumentException if it says it in another form
     */
    public static Optional<Normalisation> fromMetadata(Map<String, String> metadata) {
        if (!metadata.containsKey(MEAN_KEY) && !metadata.containsKey(DEVIATION_KEY)) {
            return Optional.empty();
        }
        return Optional.of(new Normalisation(numbers(metadata, MEAN_KEY), numbers(metadata, DEVIATION_KEY)));
    }

    private static List<Double> numbers(Map<String, String> metadata, String key) {
        String text = metadata.getOrDefault(key, "");
        try {
            return Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "metadata %s must be numbers separated by commas: '%s'".formatted(key, text), e);
        }
    }

    /** The entries from which {@link #fromMetadata} makes an equal normalisation. */
    public Map<String, String> toMetadata() {
        return Map.of(MEAN_KEY, text(mean), DEVIATION_KEY, text(deviation));
    }

    private static String text(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Number of channels. */
    public int channels() {
        return mean.size();
    }

    /** What the network gets for each of the 256 values that a byte of this channel can have. */
    public float[] inputs(int channel) {
        float[] inputs = new float[256];
        for (int value = 0; value < inputs.length; value++) {
            inputs[value] = (float) ((value / BYTES - mean.get(channel)) / deviation.get(channel));
        }
        return inputs;
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
            means.add(mean / BYTES);
            deviations.add(Math.sqrt(squares / count - mean * mean) / BYTES);
        }
        return new Normalisation(means, deviations);
    }
}
