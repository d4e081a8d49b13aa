package io.espalier.experiments.rewards;

/**
 * How much is studied.
 *
 * @param plans random plans, at least 3
 * @param images training images of each fine-tuning, the first of each class; at least 1, and all if there are fewer
 * @param parallel plans that are worked on at once, at least 1; results do not depend on it
 */
public record StudySettings(int plans, int images, int parallel) {

    /** @throws IllegalArgumentException if a value is out of range */
    public StudySettings {
        require("plans", 3, plans);
        require("images", 1, images);
        require("parallel", 1, parallel);
    }

    private static void require(String name, int least, int found) {
        if (!(found >= least)) {
            throw new IllegalArgumentException("%s must be at least %d: %d".formatted(name, least, found));
        }
    }
}
