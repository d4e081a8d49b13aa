package io.espalier.experiments.rewards;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.search.Preparation;
import io.espalier.models.action.ActionGrid;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Scores random plans as a search does, fine-tunes them, and says how far the scores told what came of it. */
public final class RewardStudy {

    private final LoadedConfig<SearchConfig> loaded;
    private final SearchConfig config;
    private final StudySettings settings;
    private final Console console;
    private final Interruption interruption;

    /** @param loaded config of a search with a budget of MACs; latency plays no part */
    public RewardStudy(
            LoadedConfig<SearchConfig> loaded, StudySettings settings, Console console, Interruption interruption) {
        this.loaded = loaded;
        this.config = loaded.config();
        this.settings = settings;
        this.console = console;
        this.interruption = interruption;
    }

    /**
     * Studies the plans that have not been studied before.
     *
     * @throws IllegalArgumentException if the network cannot be trained, or the budget not be reached
     * @throws InterruptedRunException if the user stopped it; the plans that are done are on disk
     */
    public RewardReport run() {
        Path folder = folder();
        PlanLog log = PlanLog.open(folder.resolve("plans.ndjson"));
        List<Integer> missing = IntStream.range(0, settings.plans())
                .boxed()
                .filter(place -> !log.plans().containsKey(place))
                .toList();
        if (!missing.isEmpty()) {
            study(missing, log);
        }
        Map<Integer, StudiedPlan> done = log.plans();
        List<StudiedPlan> plans = IntStream.range(0, settings.plans())
                .mapToObj(done::get)
                .map(Optional::ofNullable)
                .flatMap(Optional::stream)
                .toList();
        return new RewardReport(folder, description(), plans, RandomKey.of(config.seed(), "rewards.bootstrap"));
    }

    private Path folder() {
        Path folder = Path.of(
                config.runs(),
                "%s-rewards-%s-%d-%d".formatted(config.name(), loaded.hash(), config.seed(), settings.images()));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        AtomicFile.write(folder.resolve("config.yaml"), loaded.yaml());
        return folder;
    }

    private String description() {
        return String.format(
                Locale.ROOT,
                "config %s, seed %d; MACs at most %.0f %%; fine-tuning: %d epoch(s) on %,d images, batch %d, learning rate %s",
                loaded.hash(),
                config.seed(),
                100 * config.budget().macs(),
                config.fineTuning().epochs(),
                settings.images(),
                config.fineTuning().batchSize(),
                config.fineTuning().schedule().learningRate());
    }

    private void study(List<Integer> missing, PlanLog log) {
        Preparation prepared = Preparation.of(config);
        Recovery recovery = prepared.recovery(config);
        recovery.untrainable().ifPresent(reason -> {
            throw new IllegalArgumentException("network must be one that can be fine-tuned: " + reason);
        });
        BudgetedPlans plans = new BudgetedPlans(
                ActionGrid.of(recovery.groups(), config.action()),
                prepared.cost(),
                config.budget().macs());
        PlanTrial trial = new PlanTrial(
                recovery,
                prepared.ranking(),
                new PlanTrial.Images(recovery, config.evaluation(), settings.images()),
                interruption);
        console.note("unpruned: accuracy %.4f on the images of the reward, %.4f on the search split"
                .formatted(
                        trial.scored(recovery.unpruned()).accuracy(),
                        trial.fineTuned(recovery.unpruned()).all()));
        ExecutorService threads = Executors.newFixedThreadPool(settings.parallel());
        try (Progress progress = Progress.of(console, "plans", missing.size())) {
            collect(missing, plans, trial, new ExecutorCompletionService<>(threads), log, progress);
        } finally {
            threads.shutdownNow();
        }
    }

    private void collect(
            List<Integer> missing,
            BudgetedPlans plans,
            PlanTrial trial,
            ExecutorCompletionService<StudiedPlan> threads,
            PlanLog log,
            Progress progress) {
        RandomKey key = RandomKey.of(config.seed(), "rewards.plans");
        for (int place : missing) {
            List<Integer> kept = plans.plan(key.at(place));
            threads.submit(() -> trial.of(place, kept, plans.share(kept)));
        }
        List<StudiedPlan> done = new ArrayList<>();
        while (done.size() < missing.size()) {
            StudiedPlan plan = next(threads);
            log.add(plan);
            done.add(plan);
            progress.update(
                    done.size(),
                    String.format(
                            Locale.ROOT,
                            "plan %d: %.4f, %.4f after reconstruction, %.4f after fine-tuning, in %.0f s",
                            plan.place(),
                            plan.surgery().accuracy(),
                            plan.reconstruction().accuracy(),
                            plan.fineTuned().all(),
                            plan.seconds()));
        }
    }

    private static StudiedPlan next(ExecutorCompletionService<StudiedPlan> threads) {
        try {
            return threads.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a plan could not be studied", e);
        }
    }
}
