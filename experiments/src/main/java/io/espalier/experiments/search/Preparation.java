package io.espalier.experiments.search;

import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.policy.EvidenceCollection;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.cost.CostModel;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.CriterionName;
import io.espalier.models.importance.UnitRanking;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What searches on one network, data set and calibration have in common, made once: the images, the moments of the layers, the ranking of
 * the units, what the groups' gradients and activations are, and what was scored. A search on a shared preparation gives the same bits as one on its own. Thread-safe.
 */
public final class Preparation {

    private final Basis basis;
    private final Recovery recovery;
    private final CostModel cost;
    private final UnitRanking ranking;
    private final Map<SearchConfig.Evaluation, SharedScores> scores = new ConcurrentHashMap<>();
    private final FutureTask<GroupStatistics> statistics;
    private boolean begun;

    private Preparation(Basis basis, Recovery recovery, UnitRanking ranking) {
        this.basis = basis;
        this.recovery = recovery;
        this.cost = CostModel.of(recovery.unpruned(), recovery.groups());
        this.ranking = ranking;
        this.statistics = new FutureTask<>(() -> GroupStatistics.of(recovery));
    }

    /** All that a preparation is made from: configs with an equal basis may share one. */
    public record Basis(String network, Recipe recipe, String importance) {

        /** Fine-tuning plays no part in it. */
        public static Basis of(SearchConfig config) {
            Recipe recipe = Recipe.of(config);
            return new Basis(
                    config.network(),
                    new Recipe(recipe.seed(), recipe.data(), recipe.calibration(), SearchConfig.DEFAULTS.fineTuning()),
                    config.importance());
        }
    }

    /**
     * Reads network and data, passes the calibration images through the network and ranks the units of every group.
     *
     * @throws IllegalArgumentException if network and data do not fit
     * @throws java.io.UncheckedIOException if the data cannot be read
     */
    public static Preparation of(SearchConfig config) {
        return of(config, PhaseClock.start());
    }

    /** The same for a run that wants to know where its time goes. */
    static Preparation of(SearchConfig config, PhaseClock clock) {
        NetworkGraph network =
                clock.in(Phase.READING, () -> NetworkFile.read("network", config.network(), Optional.empty()));
        Recovery recovery = Recovery.prepare(network, Recipe.of(config), clock);
        UnitRanking ranking = clock.in(Phase.RANKING, () -> ranking(config, recovery));
        return new Preparation(Basis.of(config), recovery, ranking);
    }

    private static UnitRanking ranking(SearchConfig config, Recovery recovery) {
        CriterionName criterion = CriterionName.named(config.importance());
        EvidenceCollection collection = new EvidenceCollection(recovery, EvidenceCollection.GRADIENT_IMAGES);
        return UnitRanking.of(
                recovery.unpruned(), recovery.groups(), criterion.importance(collection.of(criterion.need())));
    }

    /**
     * For a config's own fine-tuning.
     *
     * @throws IllegalArgumentException if the config has another basis
     */
    public Recovery recovery(SearchConfig config) {
        if (!Basis.of(config).equals(basis)) {
            throw new IllegalArgumentException(
                    "config must have the preparation's basis %s: %s".formatted(basis, Basis.of(config)));
        }
        return recovery.withFineTuning(Recipe.of(config).fineTuning());
    }

    /** Of the network from the kept count of each group. */
    public CostModel cost() {
        return cost;
    }

    /** Which units of a group stay. */
    public UnitRanking ranking() {
        return ranking;
    }

    /** What searches that evaluate in the same way have scored. */
    SharedScores scores(SearchConfig.Evaluation evaluation) {
        return scores.computeIfAbsent(evaluation, key -> new SharedScores());
    }

    /**
     * Begins to measure what is known of the groups, at the first call: on a thread of its own, because it takes seconds of one core and does
     * not depend on any score. Whoever times networks asks for {@link #statistics} first.
     */
    synchronized void beginStatistics() {
        if (!begun) {
            begun = true;
            Thread thread = new Thread(statistics, "statistics");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What is known of the groups, when it is measured. */
    GroupStatistics statistics() {
        beginStatistics();
        try {
            return statistics.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while groups were measured", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the groups could not be measured", e);
        }
    }
}
