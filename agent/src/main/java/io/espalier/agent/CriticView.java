package io.espalier.agent;

import io.espalier.agent.NetworkSettings.CriticInput;
import java.util.Arrays;

/**
 * What a critic sees of a step, as a row of its input. With {@link CriticInput#STATE}: the observation and the action. With {@link
 * CriticInput#PLAN}: the observation; for each step whether it is decided; for each step the distance of its action to the reference plan of
 * the episode's problem, 0 where it is not decided yet. So the same place means the same in every step, and an undecided step counts as the
 * reference.
 */
final class CriticView {

    /** A distance of actions is small beside features in [0, 1]. */
    private static final float DISTANCE_SCALE = 2;

    private final CriticInput kind;
    private final int features;
    private final int steps;

    CriticView(CriticInput kind, int features, int steps) {
        this.kind = kind;
        this.features = features;
        this.steps = steps;
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
     * @param step of the episode, whose own action is seen too
     */
    void write(float[] rows, int row, PlayedEpisode episode, int step) {
        int start = row * width();
        System.arraycopy(episode.observations(), step * features, rows, start, features);
        if (kind == CriticInput.PLAN) {
            Arrays.fill(rows, start + features, start + width(), 0);
            for (int decided = 0; decided <= step; decided++) {
                rows[start + features + decided] = 1;
                put(rows, row, decided, episode.actions()[decided], episode.reference()[decided]);
            }
        }
        put(rows, row, step, episode.actions()[step], episode.reference()[step]);
    }

    /**
     * Replaces an action in a row.
     *
     * @param reference the step's action in the reference plan
     */
    void put(float[] rows, int row, int step, double action, double reference) {
        rows[place(row, step)] =
                kind == CriticInput.STATE ? (float) action : (float) (action - reference) * DISTANCE_SCALE;
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
