package io.espalier.env.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.evaluation.CandidateEngines;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.reward.Measure;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.AlignedWidths;
import io.espalier.models.surgery.Surgeon;
import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On LeNet-5 with random weights, whose own answers are the labels, so that the more of it is cut the less is right. */
class RacingScorerTest {

    private static final int IMAGES = 300;
    private static final NetworkGraph GRAPH = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
    private static final List<ChannelGroup> GROUPS = Coupling.groups(GRAPH);
    private static final PreparedImages LABELLED = labelled();
    private static final RaceSettings ON = new RaceSettings(true, 0.05, 0);

    @Test
    void aCandidateThatIsFarWorseIsStoppedAndMayNotWin() {
        try (NetworkScorer engine = engine(2)) {
            RacingScorer scorer = scorer(engine, ON);
            List<Evaluation> alone = scorer.evaluateAll(List.of(plan(110), plan(10)));
            scorer.raceAgainst(List.of(plan(110)));

            Evaluation raced = scorer.evaluateAll(List.of(plan(10))).get(0);

            assertThat(alone).allMatch(Evaluation::isComplete);
            assertThat(raced.share()).isLessThan(1);
            assertThat(raced.mayWin(1)).isFalse();
            assertThat(raced.accuracy()).isLessThan(alone.get(0).accuracy());
            assertThat(raced.cost()).isEqualTo(alone.get(1).cost());
        }
    }

    @Test
    void candidatesMayRaceByConfidenceToo() {
        try (NetworkScorer engine = engine(2)) {
            RacingScorer scorer =
                    new RacingScorer(engine, LABELLED, ON, Measure.CONFIDENCE, RandomKey.of(3, "test.race"));
            Evaluation best = scorer.evaluateAll(List.of(plan(110))).get(0);
            Evaluation better = scorer.evaluateAll(List.of(plan(120))).get(0);
            scorer.raceAgainst(List.of(plan(110)));

            Evaluation worse = scorer.evaluateAll(List.of(plan(10))).get(0);

            assertThat(worse.share()).isLessThan(1);
            assertThat(worse.score().confidence()).isLessThan(best.score().confidence());
            assertThat(scorer.evaluateAll(List.of(plan(120)))).containsExactly(better);
        }
    }

    @Test
    void aCandidateThatIsNotStoppedHasTheScoreOfOneThatDidNotRace() {
        try (NetworkScorer engine = engine(2)) {
            RacingScorer scorer = scorer(engine, ON);
            List<PruningPlan> plans = List.of(plan(110), plan(109), plan(60));
            List<Evaluation> alone = scorer.evaluateAll(plans);
            scorer.raceAgainst(List.of(plan(60)));

            assertThat(scorer.evaluateAll(plans)).isEqualTo(alone);
        }
    }

    @Test
    void resultsDependNeitherOnWorkersNorOnWhetherTheRivalsAnswersAreStillThere() {
        List<PruningPlan> plans = List.of(plan(105), plan(90), plan(40), plan(20), plan(5));
        List<Evaluation> first;
        try (NetworkScorer engine = engine(1)) {
            RacingScorer scorer = scorer(engine, ON);
            scorer.evaluateAll(List.of(plan(110), plan(100)));
            scorer.raceAgainst(List.of(plan(110), plan(100)));
            first = scorer.evaluateAll(plans);
        }
        try (NetworkScorer engine = engine(3)) {
            RacingScorer scorer = scorer(engine, ON);
            scorer.raceAgainst(List.of(plan(110), plan(100)));
            assertThat(scorer.evaluateAll(plans)).isEqualTo(first);
        }
        assertThat(first).anyMatch(evaluation -> !evaluation.isComplete());
    }

    @Test
    void nobodyIsStoppedWhereRacingIsOffOrThereIsNoRival() {
        try (NetworkScorer engine = engine(2)) {
            RacingScorer off = scorer(engine, RaceSettings.DEFAULTS);
            off.raceAgainst(List.of(plan(110)));
            assertThat(off.evaluateAll(List.of(plan(10)))).allMatch(Evaluation::isComplete);

            RacingScorer on = scorer(engine, ON);
            on.raceAgainst(List.of(plan(110)));
            on.raceAgainst(List.of());
            assertThat(on.evaluateAll(List.of(plan(10)))).allMatch(Evaluation::isComplete);
        }
    }

    @Test
    void anEstimateWillDoInARaceOnly() {
        try (NetworkScorer engine = engine(1)) {
            RacingScorer scorer = scorer(engine, ON);
            Evaluation complete = scorer.evaluateAll(List.of(plan(50))).get(0);
            assertThat(scorer.settlesFor(complete)).isTrue();
            assertThat(scorer.settlesFor(complete.estimatedOn(0.5))).isFalse();
            scorer.raceAgainst(List.of(plan(50)));
            assertThat(scorer.settlesFor(complete.estimatedOn(0.5))).isTrue();
        }
    }

    private static RacingScorer scorer(NetworkScorer engine, RaceSettings settings) {
        return new RacingScorer(engine, LABELLED, settings, Measure.ACCURACY, RandomKey.of(3, "test.race"));
    }

    private static NetworkScorer engine(int workers) {
        return new NetworkScorer(
                CandidateEngines.onnxRuntime(new AlignedWidths(GRAPH, GROUPS, AlignedWidths.ONNX_RUNTIME)),
                plan -> Surgeon.prune(GRAPH, GROUPS, plan),
                LABELLED,
                workers,
                PhaseClock.start());
    }

    /** With so many of the 120 units of the first dense layer. */
    private static PruningPlan plan(int kept) {
        return PruningPlan.of(
                Map.of(GROUPS.get(2).name(), IntStream.range(0, kept).boxed().toList()));
    }

    private static PreparedImages labelled() {
        byte[] pixels = new byte[IMAGES * 28 * 28];
        RandomKey.of(5, "test.pixels").generator().nextBytes(pixels);
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(GRAPH), EngineSettings.DEFAULTS)) {
            List<Integer> answers = engine.predictions(images(pixels, new int[IMAGES]), normalisation(), 50);
            return PreparedImages.of(
                    images(pixels, answers.stream().mapToInt(Integer::intValue).toArray()), normalisation(), 32);
        }
    }

    private static ImageSet images(byte[] pixels, int... labels) {
        return ImageSet.of(
                TensorShape.image(1, 28, 28),
                IntStream.range(0, 10).mapToObj(String::valueOf).toList(),
                pixels,
                labels);
    }

    private static Normalisation normalisation() {
        return Normalisation.ofBytes(List.of(0.5), List.of(0.3));
    }
}
