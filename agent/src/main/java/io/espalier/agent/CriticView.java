package io.espalier.agent;

import io.espalier.agent.NetworkSettings.CriticInput;
import java.util.Arrays;

/**
 * What a critic sees of a step, as a row of its input. With {@link CriticInput#STATE}: the observation and the action. With {@link
 * CriticInput#PLAN}: the observation; for each step whether it is decided; for each step the distance of its action to a reference plan,
 * 0 where it is not decided yet. So the same place means the same in every step, and an undecided step counts as the reference.
 */
final class CriticView {

    /** A distance of actions is small beside features in [0, 1]. */
    private static final float DISTANCE_SCALE = 2;

    private final CriticInput kind;
    private final int features;
    private final int steps;
    private final double[] reference;

    /** @param reference one action a step */
    CriticView(CriticInput kind, int features, double... reference) {
        this.kind = kind;
        this.features = features;
        this.steps = reference.length;
        this.reference = reference.clone();
    }

    /** Numbers in a row. */
    int width() {
        return kind == CriticInput.STATE ? features + 1 : features + 2 * steps;
    }

    /**
     * Writes a row.
     *
     * @param rows where to
     * @param row which one
     * @param observations {@code [steps, features]} of the episode
     * @param actions of the episode, up to the step's own at least
     */
    void write(float[] rows, int row, float[] observations, int step, double... actions) {
        int start = row * width();
        System.arraycopy(observations, step * features, rows, start, features);
        if (kind == CriticInput.PLAN) {
            Arrays.fill(rows, start + features, start + width(), 0);
            for (int decided = 0; decided <= step; decided++) {
                rows[start + features + decided] = 1;
                put(rows, row, decided, actions[decided]);
            }
        }
        put(rows, row, step, actions[step]);
    }

    /** Replaces an action in a row. */
    void put(float[] rows, int row, int step, double action) {
        rows[place(row, step)] =
                kind == CriticInput.STATE ? (float) action : (float) (action - reference[step]) * DISTANCE_SCALE;
    }

    /** The derivative by a step's action from the derivatives by the rows. */
    float byAction(float[] rowGradients, int row, int step) {
        float atPlace = rowGradients[place(row, step)];
        return kind == CriticInput.STATE ? atPlace : DISTANCE_SCALE * atPlace;
    }

    private int place(int row, int step) {
        return row * width() + (kind == CriticInput.STATE ? features : features + steps + step);
    }
}
