package io.espalier.experiments.policy;

import io.espalier.experiments.config.CalibrationSettings;
import io.espalier.experiments.config.DataConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.dl4j.TrainingSettings;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;

/**
 * Everything besides the plan that decides the weights of a pruned network.
 *
 * @param seed of the draws of calibration
 * @param data source and split; training images are used for calibration and fine-tuning
 * @param calibration what the reconstruction is solved from
 * @param fineTuning how the reconstructed network is trained, with its seed
 */
public record Recipe(long seed, DataConfig data, CalibrationSettings calibration, TrainingSettings fineTuning) {

    /** What a search's networks are recovered by. */
    public static Recipe of(SearchConfig config) {
        return new Recipe(
                config.calibration().seedOr(config.seed()),
                config.data(),
                config.calibration().settings(),
                config.fineTuning().withSeed(config.seed()));
    }

    /**
     * The recipe of a policy. Folders that it names for this program's own files are not taken from a file that may come from anywhere.
     *
     * @throws IllegalArgumentException naming the key if it is not a recipe of this version
     */
    public static Recipe of(Policy policy) {
        return PolicyFile.recipe(policy, Recipe.class).forAnyMachine();
    }

    /** The same for another machine, whose folders are its own. */
    public Recipe forAnyMachine() {
        return new Recipe(seed, data.withUsualCache(), calibration, fineTuning);
    }
}
