package io.espalier.experiments.config;

import io.espalier.agent.DdpgSettings;
import io.espalier.agent.LearnerKind;
import io.espalier.agent.SacSettings;
import io.espalier.agent.Td3Settings;
import io.espalier.agent.levels.LevelSettings;
import io.espalier.agent.plans.SearcherSettings;
import io.espalier.env.evaluation.EngineChoice;
import io.espalier.env.race.RaceSettings;
import io.espalier.env.reward.RewardSettings;
import io.espalier.env.state.FeatureFamily;
import io.espalier.env.state.StateSettings;
import io.espalier.models.action.ActionSettings;
import io.espalier.models.dl4j.TrainingSettings;
import io.espalier.models.importance.CriterionName;
import io.espalier.models.zoo.ZooNetwork;
import io.espalier.tracking.mlflow.MlflowSettings;
import java.util.List;
import java.util.Set;

/**
 * Everything that one search is told. It is the table of contents of the config file, so it is wider than other records; each section has
 * its home, and its defaults, with the part of the program that uses it.
 *
 * @param name of the run, a part of its folder's name
 * @param seed of every random draw but the division of the data; not 0
 * @param workers threads that evaluate candidates; 0 for one a core. Results do not depend on it
 * @param runs folder under which the run's folder is made
 * @param fineTuning training of the best candidate; its seed is the run's
 * @param network trained network: path of a {@code .onnx} or {@code .zip} file
 * @param importance name of the criterion that ranks the units of a group ({@link CriterionName})
 */
public record SearchConfig(
        String name,
        long seed,
        int workers,
        String runs,
        DataConfig data,
        String network,
        String importance,
        Budget budget,
        Search search,
        ActionSettings action,
        StateSettings state,
        RewardSettings reward,
        LatencyConfig latency,
        Evaluation evaluation,
        Profile profile,
        Calibration calibration,
        TrainingSettings fineTuning,
        Report report,
        Tracking tracking) {

    /** Recovers what reconstruction left: a short training at a fifth of the learning rate that training from scratch has. */
    private static final TrainingSettings FINE_TUNING =
            TrainingSettings.DEFAULTS.withEpochs(8).withSchedule(new TrainingSettings.Schedule(0.02, 0.5));

    /** The defaults of each part; the network and a budget must be set. */
    public static final SearchConfig DEFAULTS = new SearchConfig(
            "search",
            1,
            0,
            "runs",
            DataConfig.DEFAULTS,
            "",
            CriterionName.L1.id(),
            Budget.DEFAULTS,
            Search.DEFAULTS,
            ActionSettings.DEFAULTS,
            StateSettings.DEFAULTS,
            RewardSettings.DEFAULTS,
            LatencyConfig.DEFAULTS,
            Evaluation.DEFAULTS,
            Profile.DEFAULTS,
            Calibration.DEFAULTS,
            FINE_TUNING,
            Report.DEFAULTS,
            Tracking.DEFAULTS);

    /** How search configs are read. */
    public static final ConfigKind<SearchConfig> KIND = new ConfigKind<>(
            SearchConfig.class,
            DEFAULTS,
            Set.of("fine_tuning.seed"),
            List.of("network"),
            Set.of(
                    "name",
                    "seed",
                    "workers",
                    "runs",
                    "report",
                    "tracking",
                    "data.cache",
                    "latency.device.token_file",
                    "latency.device.certificate"),
            List.of(
                    new ConfigKind.Input("network", Set.copyOf(ZooNetwork.ids())),
                    new ConfigKind.Input("data.source", Set.of(DataConfig.FASHION_MNIST)),
                    new ConfigKind.Input("latency.table.file", Set.of("")),
                    new ConfigKind.Input("search.warm_start", Set.of(""))),
            SearchConfig::requireBudget);

    private static void requireFamilies(SearchConfig config) {
        for (String family : config.state().without()) {
            if (!FeatureFamily.ids().contains(family)) {
                throw new IllegalArgumentException("state.without must name families of features: '%s' (nearest is %s)"
                        .formatted(family, NearestKey.of(family, FeatureFamily.ids())));
            }
        }
        if (config.state().without().containsAll(FeatureFamily.ids())) {
            throw new IllegalArgumentException("state.without must leave a family of features: "
                    + config.state().without());
        }
    }

    /** A race tells who answers images better, and must not stop a candidate that could win by something else. */
    private static void requireRace(SearchConfig config) {
        if (config.evaluation.racing().enabled() && !config.reward.isMeanOverImages(config.latency.enabled())) {
            throw new IllegalArgumentException(
                    "evaluation.racing.enabled must be false unless the reward is accuracy or confidence alone, for instance by reward.form accuracy: true");
        }
    }

    /** Only an actor that sees the budget answers another one, and a race knows one best plan. */
    private static void requireTransfer(SearchConfig config) {
        LearnerKind agent = config.search.agent();
        boolean drawn = config.search.budgets().macs().drawn();
        if ((drawn || !config.search.warmStart().isEmpty()) && !agent.hasActor()) {
            throw new IllegalArgumentException("search.agent must be ddpg, td3 or sac with %s: %s"
                    .formatted(drawn ? "search.budgets" : "search.warm_start", agent.configName()));
        }
        if (drawn && !(config.budget.macs() < 1)) {
            throw new IllegalArgumentException(
                    "budget.macs must be below 1 with search.budgets.macs, it is the budget of the plan that the run delivers: "
                            + config.budget.macs());
        }
        if (drawn && config.evaluation.racing().enabled()) {
            throw new IllegalArgumentException(
                    "evaluation.racing.enabled must be false with search.budgets, whose candidates do not compete: true");
        }
    }

    private static void requireBudget(SearchConfig config) {
        requireFamilies(config);
        requireRace(config);
        requireTransfer(config);
        if (config.budget.latency() < 1 && !config.latency.predicts()) {
            throw new IllegalArgumentException(
                    "budget.latency must be 1 unless latency.enabled is true and latency.source is table: %s"
                            .formatted(config.budget.latency()));
        }
        if (!config.budget.bounds()) {
            throw new IllegalArgumentException(
                    "one of budget.macs, budget.parameters, budget.bytes, budget.peak_memory and budget.latency must be below 1: all are 1");
        }
    }

    /** @throws IllegalArgumentException if the name is no folder name, the seed 0, the number of workers negative or the criterion unknown */
    public SearchConfig {
        Ranges.name(name);
        Ranges.seed("seed", seed);
        Ranges.atLeast("workers", workers, 0);
        CriterionName.named(importance);
    }

    /**
     * What a candidate may cost at most, as shares of the unpruned network; all hold at once, and a search needs one at least. Each is in
     * (0, 1], and 1 bounds nothing.
     *
     * @param macs multiply-accumulates
     * @param parameters trainable values and batch-norm statistics
     * @param bytes length of the network's ONNX file
     * @param peakMemory values that tensors hold at once, at most
     * @param latency time of one inference on the target
     */
    public record Budget(double macs, double parameters, double bytes, double peakMemory, double latency) {

        public static final Budget DEFAULTS = new Budget(1, 1, 1, 1, 1);

        /** @throws IllegalArgumentException if a share is not in (0, 1] */
        public Budget {
            requireShare("macs", macs);
            requireShare("parameters", parameters);
            requireShare("bytes", bytes);
            requireShare("peakMemory", peakMemory);
            requireShare("latency", latency);
        }

        public Budget withMacs(double share) {
            return new Budget(share, parameters, bytes, peakMemory, latency);
        }

        public Budget withLatency(double share) {
            return new Budget(macs, parameters, bytes, peakMemory, share);
        }

        private static void requireShare(String name, double share) {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(name + " must be in (0, 1]: " + share);
            }
        }

        boolean bounds() {
            return Math.min(Math.min(macs, parameters), Math.min(Math.min(bytes, peakMemory), latency)) < 1;
        }
    }

    /**
     * How long is searched, and by whom.
     *
     * @param agent the learner
     * @param episodes candidates in all, warm-up included
     * @param candidatesPerRound episodes that are proposed before the agent learns; results depend on it
     * @param ddpg for the agent of that name
     * @param td3 for the agent of that name
     * @param sac for the agent of that name
     * @param searchers for the classical ones
     * @param discrete for those of RL4J that know a few levels
     * @param budgets that rounds are played with
     * @param warmStart folder of a run whose policy this one begins with; empty for none
     */
    public record Search(
            LearnerKind agent,
            int episodes,
            int candidatesPerRound,
            DdpgSettings ddpg,
            Td3Settings td3,
            SacSettings sac,
            SearcherSettings searchers,
            LevelSettings discrete,
            Budgets budgets,
            String warmStart) {

        public static final Search DEFAULTS = new Search(
                LearnerKind.TD3,
                160,
                4,
                DdpgSettings.DEFAULTS,
                Td3Settings.DEFAULTS,
                SacSettings.DEFAULTS,
                SearcherSettings.DEFAULTS,
                LevelSettings.DEFAULTS,
                Budgets.DEFAULTS,
                "");

        /** @throws IllegalArgumentException if a count is out of range */
        public Search {
            Ranges.atLeast("episodes", episodes, 1);
            Ranges.atLeast("candidatesPerRound", candidatesPerRound, 1);
        }
    }

    /**
     * The budgets that rounds are played with, for a policy that is to answer any of them. The last round is played with the budget of the
     * plan that the run delivers.
     *
     * @param macs in place of {@code budget.macs}
     */
    public record Budgets(Range macs) {

        public static final Budgets DEFAULTS = new Budgets(Range.NONE);
    }

    /**
     * Where each round's budget is drawn from, uniformly.
     *
     * @param from smallest share, in (0, 1]
     * @param to largest share, in [from, 1]; with both 1 nothing is drawn
     */
    public record Range(double from, double to) {

        public static final Range NONE = new Range(1, 1);

        /** @throws IllegalArgumentException if a share is out of its range */
        public Range {
            if (!(from > 0 && from <= 1)) {
                throw new IllegalArgumentException("from must be in (0, 1]: " + from);
            }
            if (!(to >= from && to <= 1)) {
                throw new IllegalArgumentException("to must be in [from, 1], with from %s: %s".formatted(from, to));
            }
        }

        /** Whether there is anything to draw. */
        public boolean drawn() {
            return from < 1;
        }

        /** @param share of the way, in [0, 1] */
        public double at(double share) {
            return from + share * (to - from);
        }
    }

    /**
     * How a candidate's accuracy is found.
     *
     * @param searchImages images of the search split that are used; 0 for all
     * @param batch images in one inference of ONNX Runtime
     * @param engine what runs candidates
     * @param racing whether candidates that cannot be the best are stopped early
     */
    public record Evaluation(int searchImages, int batch, EngineChoice engine, RaceSettings racing) {

        public static final Evaluation DEFAULTS = new Evaluation(0, 32, EngineChoice.AUTO, RaceSettings.DEFAULTS);

        /** @throws IllegalArgumentException if a count is out of range */
        public Evaluation {
            Ranges.atLeast("searchImages", searchImages, 0);
            Ranges.atLeast("batch", batch, 1);
        }
    }

    /**
     * What the reconstruction of layers is solved from.
     *
     * @param images training images that are passed through the unpruned network once, at least 1
     * @param positionsPerImage output positions read per image and convolution, at least 1
     * @param seed of the draws of these images, and of whatever else is drawn to prepare a search: images for gradients, random importance;
     *     0 for the run's. Searches of different seeds that are to be compared on the same rewards give the same one
     */
    public record Calibration(int images, int positionsPerImage, long seed) {

        public static final Calibration DEFAULTS = new Calibration(
                CalibrationSettings.DEFAULTS.images(), CalibrationSettings.DEFAULTS.positionsPerImage(), 0);

        /** @throws IllegalArgumentException if a count is not positive */
        public Calibration {
            Ranges.atLeast("images", images, 1);
            Ranges.atLeast("positionsPerImage", positionsPerImage, 1);
        }

        /** Without the seed. */
        public CalibrationSettings settings() {
            return new CalibrationSettings(images, positionsPerImage);
        }

        /** @param run the run's seed */
        public long seedOr(long run) {
            return seed == 0 ? run : seed;
        }
    }

    /**
     * How groups are measured before the search.
     *
     * @param images of the search split that sensitivity curves are measured on; 0 for as many as candidates are scored on, which there
     *     are never more of
     */
    public record Profile(int images) {

        /** Curves from 200 images correlate by 0.96 with those from 1,000, and cost a fifth (docs/adr/0034-what-a-candidate-costs.md). */
        public static final Profile DEFAULTS = new Profile(200);

        /** @throws IllegalArgumentException if the count is negative */
        public Profile {
            Ranges.atLeast("images", images, 0);
        }
    }

    /**
     * What the best candidate is compared with at the end. None of it changes what is found.
     *
     * @param uniform whether the plan with the same ratio everywhere is recovered, fine-tuned and tested too; fine-tuning then takes about
     *     twice as long
     */
    public record Report(boolean uniform) {

        public static final Report DEFAULTS = new Report(true);
    }

    /**
     * Where the journal is sent besides its file.
     *
     * @param mlflow URI of an MLflow server; empty for none
     */
    public record Tracking(String mlflow) {

        public static final Tracking DEFAULTS = new Tracking("");

        /** @throws IllegalArgumentException if the text is neither empty nor the address of a web server */
        public Tracking {
            if (!mlflow.isEmpty()) {
                MlflowSettings.of(mlflow);
            }
        }
    }
}
