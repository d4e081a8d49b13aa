package io.espalier.env.reward;

import static io.espalier.env.reward.Evaluations.WHOLE;
import static io.espalier.env.reward.Evaluations.timed;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.reward.RewardSettings.Form;
import io.espalier.env.reward.RewardSettings.Targets;
import io.espalier.models.cost.Cost;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LagrangianRewardTest {

    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    private final Reward reward = RewardSettings.DEFAULTS
            .withTargets(new Targets(0.25, 1, 0.5))
            .withForm(Form.LAGRANGIAN)
            .create(WHOLE);

    @Test
    void multipliersRiseByTheRoundsMeanExcessAndArePaidFromTheNextRoundOn() {
        assertThat(reward.of(timed(0.8, 0.75))).as("they begin at 0").isEqualTo(0.8);
        // Time is 1.5 and 0.9 times its target, MACs are 2 and 1.2 times theirs.
        reward.roundFinished(List.of(timed(0.8, 0.75), timed(0.7, 0.45, new Cost(300, 100, 10))));
        assertThat(reward.statistics()).containsOnlyKeys("multiplier_latency", "multiplier_macs");
        assertThat(reward.statistics().get("multiplier_latency")).isEqualTo(0.1 * 0.2, ROUNDING);
        assertThat(reward.statistics().get("multiplier_macs")).isEqualTo(0.1 * 0.6, ROUNDING);
        assertThat(reward.of(timed(0.8, 0.75))).isEqualTo(0.8 - 0.02 * 0.5 - 0.06 * 1, ROUNDING);
        assertThat(reward.of(timed(0.8, 0.25, new Cost(250, 100, 10))))
                .as("being below a target is paid for while its multiplier is not 0")
                .isEqualTo(0.8 + 0.02 * 0.5, ROUNDING);
    }

    @Test
    void multipliersNeverFallBelowZero() {
        reward.roundFinished(List.of(timed(0.8, 0.01, new Cost(1, 100, 10))));
        assertThat(reward.statistics().values()).containsOnly(0.0);
    }

    @Test
    void whatIsWithinAllTargetsHasMoreMeritThanWhatIsNot() {
        double within = reward.merit(timed(0.1, 0.5, new Cost(250, 100, 10)));
        double above = reward.merit(timed(1, 0.51, new Cost(250, 100, 10)));
        assertThat(within).isEqualTo(0.1).isGreaterThan(above);
        assertThat(above).isGreaterThan(reward.merit(timed(1, 0.6, new Cost(250, 100, 10))));
    }
}
