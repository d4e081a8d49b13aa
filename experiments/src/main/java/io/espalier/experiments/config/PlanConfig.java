package io.espalier.experiments.config;

import io.espalier.models.budget.Budget;
import io.espalier.models.dl4j.TrainingSettings;
import io.espalier.models.importance.CriterionName;
import java.util.List;
import java.util.Set;

/**
 * A plan that a person writes down: how much of which groups, and how the network recovers from it. It is the table of contents of the plan
 * file, so it is wider than other records.
 *
 * @param seed of calibration, training and the random criterion; not 0
 * @param importance name of the criterion that ranks the units of a group ({@link CriterionName})
 * @param budget shares of the unpruned network's cost to which all groups that are not named are pruned evenly; 1 leaves them whole
 * @param groups what is said of single groups
 * @param limits bounds for the groups that are pruned evenly
 * @param recovery what is done after surgery
 * @param recalibrate whether batch norms get new statistics from the calibration images before training
 * @param data calibration, training and evaluation images; not read if nothing is to be recovered
 */
public record PlanConfig(
        long seed,
        String importance,
        Budget budget,
        List<GroupRequest> groups,
        List<LimitRequest> limits,
        Recovery recovery,
        boolean recalibrate,
        DataConfig data,
        CalibrationSettings calibration,
        TrainingSettings fineTuning) {

    public static final PlanConfig DEFAULTS = new PlanConfig(
            1,
            CriterionName.L1.id(),
            new Budget(1, 1),
            List.of(),
            List.of(),
            Recovery.FINE_TUNE,
            false,
            DataConfig.DEFAULTS,
            CalibrationSettings.DEFAULTS,
            SearchConfig.DEFAULTS.fineTuning());

    /** How plan files are read. */
    public static final ConfigKind<PlanConfig> KIND = new ConfigKind<>(
            PlanConfig.class,
            DEFAULTS,
            Set.of("fine_tuning.seed"),
            List.of(),
            Set.of("data.cache"),
            List.of(new ConfigKind.Input("data.source", Set.of(DataConfig.FASHION_MNIST))));

    /** How far the network is brought back. */
    public enum Recovery {
        /** Surgery alone; no data are needed. */
        NONE,
        /** Least squares from Gram matrices. */
        RECONSTRUCT,
        /** Reconstruction, then training. */
        FINE_TUNE
    }

    /** @throws IllegalArgumentException if the seed is 0 or the criterion unknown */
    public PlanConfig {
        Ranges.seed("seed", seed);
        CriterionName.named(importance);
        groups = List.copyOf(groups);
        limits = List.copyOf(limits);
    }

    /** The same plan, at most reconstructed. */
    public PlanConfig withoutFineTuning() {
        Recovery less = recovery == Recovery.FINE_TUNE ? Recovery.RECONSTRUCT : recovery;
        return new PlanConfig(
                seed, importance, budget, groups, limits, less, recalibrate, data, calibration, fineTuning);
    }
}
