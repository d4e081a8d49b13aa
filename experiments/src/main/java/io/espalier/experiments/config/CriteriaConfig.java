package io.espalier.experiments.config;

import io.espalier.models.importance.CriterionName;
import java.util.List;
import java.util.Set;

/**
 * A comparison of criteria of importance.
 *
 * @param seed of calibration, of the images for gradients and of the random control; not 0
 * @param network trained network: path of a {@code .onnx} or {@code .zip} file
 * @param data accuracy is measured on all of the search split
 * @param calibration images for activations and moments, and for reconstruction
 * @param gradientImages training images whose gradients are measured one by one, at least 1
 * @param randomDraws how often the random control is repeated, at least 1
 * @param criteria what is compared
 * @param ratios removed share of every group's units, each in (0, 1)
 */
public record CriteriaConfig(
        long seed,
        String network,
        DataConfig data,
        CalibrationSettings calibration,
        int gradientImages,
        int randomDraws,
        List<CriterionName> criteria,
        List<Double> ratios) {

    /** All criteria at 30, 50 and 70 %; the network must be set. */
    public static final CriteriaConfig DEFAULTS = new CriteriaConfig(
            1,
            "",
            DataConfig.DEFAULTS,
            CalibrationSettings.DEFAULTS,
            512,
            5,
            List.of(CriterionName.values()),
            List.of(0.3, 0.5, 0.7));

    /** How comparison files are read. */
    public static final ConfigKind<CriteriaConfig> KIND = new ConfigKind<>(
            CriteriaConfig.class,
            DEFAULTS,
            Set.of(),
            List.of("network"),
            Set.of("seed"),
            List.of(
                    new ConfigKind.Input("network", Set.of()),
                    new ConfigKind.Input("data.source", Set.of(DataConfig.FASHION_MNIST))));

    /** @throws IllegalArgumentException if the seed is 0, a count too small, a list empty or a ratio out of range */
    public CriteriaConfig {
        Ranges.seed("seed", seed);
        Ranges.atLeast("gradientImages", gradientImages, 1);
        Ranges.atLeast("randomDraws", randomDraws, 1);
        criteria = List.copyOf(criteria);
        ratios = List.copyOf(ratios);
        if (criteria.isEmpty() || ratios.isEmpty()) {
            throw new IllegalArgumentException("criteria and ratios must not be empty: " + criteria + ", " + ratios);
        }
        for (double ratio : ratios) {
            if (!(ratio > 0 && ratio < 1)) {
                throw new IllegalArgumentException("ratios must be in (0, 1): " + ratio);
            }
        }
    }
}
