package io.espalier.experiments.config;

import io.espalier.models.reconstruction.GramStatistics;

/**
 * What the reconstruction of layers is solved from.
 *
 * @param images training images that are passed through the unpruned network once, at least 1
 * @param positionsPerImage output positions read per image and convolution, at least 1
 */
public record CalibrationSettings(int images, int positionsPerImage) {

    public static final CalibrationSettings DEFAULTS =
            new CalibrationSettings(GramStatistics.IMAGES, GramStatistics.POSITIONS_PER_IMAGE);

    /** @throws IllegalArgumentException if a count is not positive */
    public CalibrationSettings {
        Ranges.atLeast("images", images, 1);
        Ranges.atLeast("positionsPerImage", positionsPerImage, 1);
    }
}
