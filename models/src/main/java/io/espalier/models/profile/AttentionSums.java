package io.espalier.models.profile;

import java.util.Arrays;

/** How far the spatial attention map of an image moves when a channel goes, added up over images. */
final class AttentionSums {

    private final double[][] energy;
    private final double[] map;
    private final double[] shifts;

    AttentionSums(int channels, int positions) {
        this.energy = new double[channels][positions];
        this.map = new double[positions];
        this.shifts = new double[channels];
    }

    void startImage() {
        Arrays.fill(map, 0);
    }

    void addChannel(int channel, double... values) {
        for (int position = 0; position < map.length; position++) {
            energy[channel][position] = values[position] * values[position];
            map[position] += energy[channel][position];
        }
    }

    void endImage() {
        double norm = norm(map);
        if (map.length > 1 && norm > 0) {
            for (int channel = 0; channel < shifts.length; channel++) {
                shifts[channel] += distance(norm, energy[channel]);
            }
        }
    }

    double shift(int channel) {
        return shifts[channel];
    }

    /** Between the normalised map with and without a channel; an empty map is taken as 0 everywhere. */
    private double distance(double norm, double... channel) {
        double[] rest = new double[map.length];
        for (int position = 0; position < map.length; position++) {
            // Rounding could leave less than nothing where the channel was alone.
            rest[position] = Math.max(0, map[position] - channel[position]);
        }
        double restNorm = norm(rest);
        double squares = 0;
        for (int position = 0; position < map.length; position++) {
            double difference = map[position] / norm - (restNorm > 0 ? rest[position] / restNorm : 0);
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    private static double norm(double... values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
