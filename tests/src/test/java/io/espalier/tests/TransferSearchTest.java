package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.experiments.cli.ExitCode;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.zoo.ZooNetwork;
import io.espalier.tracking.journal.JournalComparison;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search whose rounds have budgets of their own, and what is done with the policy that it leaves. */
class TransferSearchTest {

    private static final String[] DRAWN = {
        "search.agent=td3",
        "search.episodes=9",
        "search.budgets={macs: {from: 0.35, to: 0.8}}",
        "search.td3.start.imitation_updates=50",
        "search.td3.updates.batch_size=16",
        "fine_tuning.epochs=1",
        "workers=2",
    };

    /** Events of a run that is said to have been stopped: the start, the profile, a round and one episode of the next. */
    private static final int RECORDED = 7;

    /** Accuracies are printed with four digits. */
    private static final double PRINTED = 5e-5;

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static RunFolder run;

    @BeforeAll
    static void search() {
        world = SmallWorld.in(folder);
        SmallWorld.Result result = world.search(folder.resolve("runs"), DRAWN);
        assertThat(result.exitCode()).as(result.err()).isZero();
        run = RunFolder.open(SmallWorld.onlyRun(folder.resolve("runs")));
    }

    private static <E extends RunEvent> List<E> events(RunFolder of, Class<E> type) {
        return JournalReader.read(of.journal(), type);
    }

    @Test
    void everyRoundHasABudgetThatItsEpisodesKeepAndTheLastTheConfigs() {
        Map<Integer, Double> budgets = new TreeMap<>();
        events(run, RunEvent.RoundFinished.class)
                .forEach(round -> budgets.put(round.round(), round.metrics().get("macs_budget")));
        assertThat(budgets).hasSize(3).containsEntry(2, 0.5);
        assertThat(budgets.values()).doesNotHaveDuplicates().allSatisfy(budget -> assertThat(budget)
                .isBetween(0.35, 0.8));
        assertThat(events(run, RunEvent.EpisodeFinished.class)).hasSize(9).allSatisfy(episode -> assertThat(
                        episode.macsFraction())
                .isLessThanOrEqualTo(budgets.get(episode.round())));
    }

    @Test
    void theBestPlanWithinTheConfigsBudgetWinsWhereverItWasFound() {
        double best = events(run, RunEvent.EpisodeFinished.class).stream()
                .filter(episode -> episode.macsFraction() <= 0.5)
                .mapToDouble(RunEvent.EpisodeFinished::reward)
                .max()
                .orElseThrow();
        Policy found = PolicyFile.read(run.policy());
        assertThat(found.expected().macs()).isLessThanOrEqualTo(0.5);
        assertThat(found.provenance().reward()).contains(best);
    }

    @Test
    void aResumedSearchLeavesTheSameFiles() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("stopped"));
        RunFolder stopped = new RunFolder(runs.resolve(run.name()));
        Files.createDirectories(stopped.path());
        Files.copy(run.config(), stopped.config());
        Files.copy(run.manifest(), stopped.manifest());
        Files.copy(run.scores(), stopped.scores());
        Files.write(stopped.journal(), Files.readAllLines(run.journal()).subList(0, RECORDED));
        SmallWorld.Result result =
                SmallWorld.run("search", "--resume", stopped.path().toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(JournalComparison.withoutTimes(stopped.journal()))
                .isEqualTo(JournalComparison.withoutTimes(run.journal()));
        assertThat(stopped.policy()).hasSameBinaryContentAs(run.policy());
        assertThat(stopped.actor()).hasSameBinaryContentAs(run.actor());
        assertThat(stopped.actorDescription()).hasSameBinaryContentAs(run.actorDescription());
        assertThat(stopped.learner().resolve("progress.bin"))
                .hasSameBinaryContentAs(run.learner().resolve("progress.bin"));
    }

    @Test
    void thePolicyAnswersABudgetWithoutASearch() {
        Path out = folder.resolve("answer.json");
        SmallWorld.Result answered = plan("--budget", "macs=0.4", "--out", out.toString());
        assertThat(answered.exitCode()).as(answered.err()).isZero();
        assertThat(answered.out())
                .contains("macs=0.4: accuracy 0.")
                .contains("group")
                .contains("kept");
        Policy policy = PolicyFile.read(out);
        assertThat(policy.expected().macs()).isBetween(0.3, 0.4);
        assertThat(policy.provenance().episode()).isEqualTo(Policy.Provenance.ANSWERED);
        SmallWorld.Result pruned = world.prune(out, folder.resolve("answer.onnx"));
        assertThat(pruned.err()).contains("after reconstruction: bit for bit the run's network");
        assertThat(plan("--budget", "macs=0.4").out()).isEqualTo(answered.out());
    }

    @Test
    void noAnswerIsWorseThanWhatTheRunHasFoundWithinTheBudget() {
        double budget = 0.6;
        double found = events(run, RunEvent.EpisodeFinished.class).stream()
                .filter(episode -> episode.macsFraction() <= budget)
                .mapToDouble(RunEvent.EpisodeFinished::accuracy)
                .max()
                .orElseThrow();
        assertThat(accuracy(plan("--budget", "macs=" + budget).out())).isGreaterThanOrEqualTo(found - PRINTED);
    }

    @Test
    void moreCandidatesGiveNoWorseAnswer() {
        double one = accuracy(plan("--budget", "macs=0.6").out());
        double several =
                accuracy(plan("--budget", "macs=0.6", "--candidates", "4").out());
        assertThat(several).isGreaterThanOrEqualTo(one);
    }

    private static double accuracy(String out) {
        return Double.parseDouble(out.replaceFirst("(?s).*accuracy ([0-9.]+) .*", "$1"));
    }

    @Test
    void thePolicyBeginsTheSearchOnAnotherNetworkAndBudget() {
        Path other = folder.resolve("other.onnx");
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 9), other);
        SmallWorld.Result answered = plan("--budget", "macs=0.45", "--network", other.toString());
        assertThat(answered.exitCode()).as(answered.err()).isZero();
        Path runs = folder.resolve("warm");
        SmallWorld.Result warm = world.search(
                runs,
                "search.agent=td3",
                "search.episodes=6",
                "search.td3.updates.batch_size=16",
                "budget.macs=0.45",
                "network=" + other,
                "--warm-start",
                run.path().toString());
        assertThat(warm.exitCode()).as(warm.err()).isZero();
        RunFolder begun = RunFolder.open(SmallWorld.onlyRun(runs));
        assertThat(Manifest.read(begun.manifest()).digests()).containsKey("warm_start." + run.name());
        double first = events(begun, RunEvent.EpisodeFinished.class).get(0).accuracy();
        assertThat(first)
                .as("the first episode is the policy's answer")
                .isCloseTo(accuracy(answered.out()), within(PRINTED));
    }

    @Test
    void aPolicyOfOtherFeaturesIsRefused() {
        SmallWorld.Result refused = world.search(
                folder.resolve("refused"),
                "search.agent=td3",
                "state.without=[sensitivity]",
                "--warm-start",
                run.path().toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.err()).contains("it knows [sensitivity_25, ").contains("] and not []");
    }

    @Test
    void whatIsNoFinishedRunIsRefused() {
        SmallWorld.Result refused = world.search(
                folder.resolve("refused too"),
                "search.agent=td3",
                "--warm-start",
                folder.resolve("data").toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .contains("search.warm_start must be the folder of a run that has ended and left learner");
    }

    @Test
    void searchersWithoutAnActorAreRefusedByName() {
        SmallWorld.Result refused = world.search(folder.resolve("refused three"), "search.agent=greedy", DRAWN[2]);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("search.agent must be ddpg, td3 or sac with search.budgets: greedy");
    }

    private static SmallWorld.Result plan(String... options) {
        List<String> arguments = new ArrayList<>(List.of("plan", run.path().toString()));
        arguments.addAll(List.of(options));
        return SmallWorld.run(arguments.toArray(String[]::new));
    }
}
