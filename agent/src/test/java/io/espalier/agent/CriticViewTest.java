package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.agent.NetworkSettings.CriticInput;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Of episodes with three steps and two features. */
class CriticViewTest {

    private static final float[] OBSERVATIONS = {1, 2, 3, 4, 5, 6};
    private static final double[] REFERENCE = {0.5, 0.25, 0};

    private static final PlayedEpisode EPISODE =
            new PlayedEpisode(OBSERVATIONS, new double[] {1, 0.75, 0.5}, REFERENCE, 0.5, 0);

    private final CriticView state = new CriticView(CriticInput.STATE, 2, 3);
    private final CriticView plan = new CriticView(CriticInput.PLAN, 2, 3);

    private static float[] row(CriticView view, int step) {
        float[] rows = new float[2 * view.width()];
        view.write(rows, 1, EPISODE, step);
        return Arrays.copyOfRange(rows, view.width(), rows.length);
    }

    @Test
    void aStateIsTheObservationAndTheAction() {
        assertThat(row(state, 1)).containsExactly(3, 4, 0.75f);
    }

    @Test
    void aPlanIsWhatIsDecidedAndHowFarFromTheReference() {
        assertThat(row(plan, 0)).containsExactly(1, 2, 1, 0, 0, 1, 0, 0);
        assertThat(row(plan, 2)).containsExactly(5, 6, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void anActionThatIsPutChangesItsPlaceAloneAndTheGradientComesFromThere() {
        for (CriticView view : new CriticView[] {state, plan}) {
            float[] rows = row(view, 1);
            float[] changed = rows.clone();
            view.put(changed, 0, 1, 0.75 + 0.125, REFERENCE[1]);
            float[] ones = new float[rows.length];
            float gained = 0;
            for (int i = 0; i < rows.length; i++) {
                ones[i] = 1;
                gained += changed[i] - rows[i];
            }
            // Where the value is the sum of the row, its derivative by the action is what the row gains by it.
            assertThat(view.byAction(ones, 0, 1)).isEqualTo(gained / 0.125f);
        }
    }
}
