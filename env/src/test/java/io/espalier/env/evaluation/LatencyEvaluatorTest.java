package io.espalier.env.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.latency.CanaryLevels;
import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.AlignedWidths;
import io.espalier.models.surgery.Surgeon;
import io.espalier.models.zoo.ZooNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On LeNet-5, on a target whose times are the bytes of a network and whose ratios are therefore exact. */
class LatencyEvaluatorTest {

    private static final NetworkGraph GRAPH = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
    private static final List<ChannelGroup> GROUPS = Coupling.groups(GRAPH);
    /** Times are whole nanoseconds. */
    private static final Offset<Double> ROUNDING = Offset.offset(1e-3);

    private final ByteTarget target = new ByteTarget();
    private final List<Measurement> measurements = new ArrayList<>();
    private final Model model = new Model(new ArrayList<>());
    private final NetworkScorer scorer = new NetworkScorer(
            CandidateEngines.onnxRuntime(new AlignedWidths(GRAPH, GROUPS, AlignedWidths.ONNX_RUNTIME)),
            plan -> Surgeon.prune(GRAPH, GROUPS, plan),
            images(),
            2,
            PhaseClock.start());

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void aPlanThatCouldBeTheBestIsMeasuredAndThePredictionIsReplacedAndCalibrated() {
        LatencyEvaluator evaluator = evaluator(1);
        Evaluation evaluation = evaluator.evaluateAll(List.of(plan(60))).get(0);
        CandidateLatency latency = evaluation.latency().orElseThrow();
        assertThat(latency.isMeasured()).isTrue();
        assertThat(latency.ratio()).isCloseTo(bytes(plan(60)) / (double) bytes(plan(120)), ROUNDING);
        assertThat(latency.predicted()).contains(0.5);
        assertThat(latency.fingerprint()).isEqualTo(target.fingerprint().id());
        assertThat(model.learned()).containsExactly(latency.ratio());
        assertThat(evaluation.mayWin(1)).isTrue();
    }

    @Test
    void aPlanThatCannotBeTheBestIsOnlyPredicted() {
        LatencyEvaluator evaluator = evaluator(1);
        List<Evaluation> evaluations = evaluator.evaluateAll(List.of(plan(30)));
        assertThat(evaluations.get(0).latency().orElseThrow().isMeasured()).isTrue();
        double best = evaluations.get(0).latency().orElseThrow().ratio();
        Evaluation slower = evaluator.evaluateAll(List.of(plan(100))).get(0);
        CandidateLatency latency = slower.latency().orElseThrow();
        assertThat(latency.source()).isEqualTo(CandidateLatency.Source.PREDICTED);
        assertThat(latency.ratio()).isEqualTo(100 / 120.0).isGreaterThan(best);
        assertThat(latency.lower()).isCloseTo(0.9 * latency.ratio(), ROUNDING);
        assertThat(slower.mayWin(1)).as("not measured").isFalse();
        assertThat(measurements).hasSize(1);
    }

    @Test
    void aPlanWithinTheErrorOfTheBestIsMeasured() {
        LatencyEvaluator evaluator = evaluator(1);
        double best = evaluator
                .evaluateAll(List.of(plan(60)))
                .get(0)
                .latency()
                .orElseThrow()
                .ratio();
        // The model's error is a tenth: what it says is a little slower may be faster.
        int kept = (int) Math.round(1.05 * best * 120);
        assertThat(evaluator
                        .evaluateAll(List.of(plan(kept)))
                        .get(0)
                        .latency()
                        .orElseThrow()
                        .isMeasured())
                .isTrue();
    }

    @Test
    void aPlanThatMissesTheBudgetDoesNotKeepOthersFromBeingMeasured() {
        LatencyEvaluator evaluator = evaluator(0.51);
        // Its bytes are 0.53 of the whole, though the model says 0.5.
        Evaluation missed = evaluator.evaluateAll(List.of(plan(60))).get(0);
        assertThat(missed.latency().orElseThrow().ratio()).isGreaterThan(0.51);
        assertThat(missed.mayWin(0.51)).isFalse();
        Evaluation next = evaluator.evaluateAll(List.of(plan(59))).get(0);
        assertThat(next.latency().orElseThrow().isMeasured()).isTrue();
    }

    @Test
    void aRoundIsMeasuredTogetherAndANetworkOnce() {
        LatencyEvaluator evaluator = evaluator(1);
        evaluator.evaluateAll(List.of(plan(60), plan(50), plan(60)));
        assertThat(measurements).singleElement().satisfies(one -> assertThat(one.candidates())
                .hasSize(2));
        int blocks = target.ids.size();
        evaluator.measureAll(List.of(plan(50)));
        assertThat(target.ids).hasSize(blocks).allMatch(id -> id.startsWith("test.latency-0/"));
        assertThat(model.learned()).hasSize(2);
    }

    @Test
    void whereNothingPredictsEveryPlanIsMeasured() {
        LatencyEvaluator evaluator = new LatencyEvaluator(scorer, meter(), Optional.empty(), this::reward, 1);
        List<Evaluation> evaluations = evaluator.evaluateAll(List.of(plan(20), plan(110)));
        evaluations.addAll(evaluator.evaluateAll(List.of(plan(100))));
        assertThat(evaluations)
                .allMatch(evaluation -> evaluation.latency().orElseThrow().isMeasured())
                .allMatch(evaluation ->
                        evaluation.latency().orElseThrow().predicted().isEmpty());
        assertThat(measurements).hasSize(2);
    }

    @Test
    void theNumberOfWorkersChangesNothing() {
        List<PruningPlan> plans = List.of(plan(60), plan(90), plan(30));
        List<Evaluation> two = evaluator(1).evaluateAll(plans);
        model.learned().clear();
        try (NetworkScorer alone = new NetworkScorer(
                CandidateEngines.onnxRuntime(new AlignedWidths(GRAPH, GROUPS, AlignedWidths.ONNX_RUNTIME)),
                plan -> Surgeon.prune(GRAPH, GROUPS, plan),
                images(),
                1,
                PhaseClock.start())) {
            LatencyEvaluator one = new LatencyEvaluator(
                    alone,
                    meter(),
                    Optional.of(
                            new LatencyPrediction(GROUPS, target.fingerprint().id(), model)),
                    this::reward,
                    1);
            assertThat(one.evaluateAll(plans)).isEqualTo(two);
        }
    }

    private LatencyEvaluator evaluator(double latencyBudget) {
        LatencyPrediction prediction =
                new LatencyPrediction(GROUPS, target.fingerprint().id(), model);
        return new LatencyEvaluator(scorer, meter(), Optional.of(prediction), this::reward, latencyBudget);
    }

    private WholeMeter meter() {
        MeterSettings settings = MeterSettings.DEFAULTS.withRoundsPerBlock(6).withBlocks(2, 4);
        return new WholeMeter(
                new LatencyMeter(target, settings, CanaryLevels.inMemory()),
                TargetNetwork.of(OnnxCodec.toBytes(GRAPH)),
                RandomKey.of(3, "test.latency"),
                measurements::add,
                PhaseClock.start());
    }

    /** The faster the better. */
    private double reward(Evaluation evaluation) {
        return -evaluation.latency().map(CandidateLatency::ratio).orElse(1.0);
    }

    /** With so many of the 120 units of the first dense layer, which has most of the bytes. */
    private static PruningPlan plan(int kept) {
        return PruningPlan.of(
                Map.of(GROUPS.get(2).name(), IntStream.range(0, kept).boxed().toList()));
    }

    private static int bytes(PruningPlan plan) {
        return OnnxCodec.toBytes(Surgeon.prune(GRAPH, GROUPS, plan)).length;
    }

    private static PreparedImages images() {
        ImageSet images = ImageSet.of(
                TensorShape.image(1, 28, 28),
                IntStream.range(0, 10).mapToObj(String::valueOf).toList(),
                new byte[10 * 28 * 28],
                IntStream.range(0, 10).toArray());
        return PreparedImages.of(images, Normalisation.ofBytes(List.of(0.0), List.of(255.0)), 5);
    }

    /** Says the kept share of the first dense layer, and is never sure by a tenth. */
    private record Model(List<Double> learned) implements LatencyPrediction.Learning {

        @Override
        public double ratio(int... kept) {
            return Arrays.stream(kept).skip(2).findFirst().orElseThrow() / 120.0;
        }

        @Override
        public double relativeError() {
            return 0.1;
        }

        @Override
        public Model withMeasured(double ratio, int... kept) {
            learned.add(ratio);
            return this;
        }
    }

    /** Every network takes as many nanoseconds as it has bytes. */
    private static final class ByteTarget implements Target {

        private final List<String> ids = new ArrayList<>();

        @Override
        public TargetFingerprint fingerprint() {
            return TargetFingerprint.of(Map.of("machine", "counts bytes"));
        }

        @Override
        public Block measure(BlockRequest request) {
            ids.add(request.id());
            List<Long> times = request.networks().stream()
                    .map(network -> (long) network.size())
                    .toList();
            List<Long> canaries = Collections.nCopies(times.size() + 1, 1000L);
            return new Block(
                    request.id(),
                    fingerprint(),
                    request.networks().stream().map(TargetNetwork::id).toList(),
                    Collections.nCopies(request.rounds(), new Block.Round(times, canaries, 0, 0)),
                    1_000_000);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
