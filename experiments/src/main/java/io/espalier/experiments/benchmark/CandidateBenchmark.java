package io.espalier.experiments.benchmark;

import io.espalier.env.evaluation.CandidateEngines;
import io.espalier.env.evaluation.EngineChoice;
import io.espalier.env.kernel.VectorSupport;
import io.espalier.env.lanes.LaneEngine;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.budget.Budget;
import io.espalier.models.budget.UniformPlan;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.KeepLimits;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.importance.CoupledImportance;
import io.espalier.models.importance.L1Norm;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.reconstruction.GramStatistics;
import io.espalier.models.reconstruction.Reconstructor;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.ImageClassifier;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.AlignedWidths;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times one candidate of a search, from its plan to its answers, on the calling thread. The plan is the even one by L1 within a
 * budget of MACs. The moments come from noise, because how long a fit takes does not depend on what is fitted.
 */
public final class CandidateBenchmark {

    /** Images of noise that the moments are collected from. */
    private static final int IMAGES = 64;

    /** That of a search by default. */
    private static final int BATCH = SearchConfig.Evaluation.DEFAULTS.batch();

    private static final double MEDIAN = 50;

    private final NetworkGraph network;
    private final List<ChannelGroup> groups;
    private final PruningPlan plan;
    private final Reconstructor reconstructor;
    private final PreparedImages images;

    private CandidateBenchmark(
            NetworkGraph network, List<ChannelGroup> groups, PruningPlan plan, Reconstructor reconstructor) {
        this.network = network;
        this.groups = groups;
        this.plan = plan;
        this.reconstructor = reconstructor;
        this.images = pictures(network);
    }

    /**
     * Collects moments and chooses the plan; takes seconds.
     *
     * @param model of the network's cost, whose groups are pruned
     * @param macs share of the MACs that stays, in (0, 1]
     * @throws IllegalArgumentException if the budget cannot be reached
     */
    public static CandidateBenchmark of(NetworkGraph network, CostModel model, double macs) {
        List<ChannelGroup> groups = model.groups();
        PruningPlan plan = UniformPlan.within(model, KeepLimits.none(groups), Budget.ofMacs(macs))
                .plan(UnitRanking.of(network, groups, CoupledImportance.of(new L1Norm())));
        return new CandidateBenchmark(network, groups, plan, reconstructor(network, groups));
    }

    /** What scores the candidate, and how it is called. */
    public record Variant(String name, CandidateEngines engines) {}

    /** ONNX Runtime in aligned widths and in those of the plan, and before them lanes where the virtual machine has them and they take the network. */
    public List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        if (VectorSupport.isPresent() && LaneEngine.takes(network)) {
            variants.add(new Variant("lanes", engines(EngineChoice.LANES, 1)));
        }
        variants.add(new Variant("ONNX Runtime", engines(EngineChoice.ONNXRUNTIME, AlignedWidths.ONNX_RUNTIME)));
        variants.add(new Variant("ONNX Runtime in the plan's own widths", engines(EngineChoice.ONNXRUNTIME, 1)));
        return variants;
    }

    private CandidateEngines engines(EngineChoice kind, int multiple) {
        return CandidateEngines.of(kind, network, new AlignedWidths(network, groups, multiple));
    }

    /**
     * The medians of so many repetitions, after half as many that do not count: surgery, reconstruction, session, inference on
     * {@value #IMAGES} images, together. The variants take turns, so that they can be compared on a machine whose speed changes.
     *
     * @return one list of medians a variant
     */
    public List<List<Stopwatch.Lap>> measure(int repetitions, List<Variant> variants) {
        for (int i = 0; i < repetitions / 2; i++) {
            variants.forEach(this::once);
        }
        List<List<List<Stopwatch.Lap>>> turns = IntStream.range(0, repetitions)
                .mapToObj(i -> variants.stream().map(this::once).toList())
                .toList();
        return IntStream.range(0, variants.size())
                .mapToObj(variant ->
                        medians(turns.stream().map(turn -> turn.get(variant)).toList()))
                .toList();
    }

    private static List<Stopwatch.Lap> medians(List<List<Stopwatch.Lap>> runs) {
        return IntStream.range(0, runs.get(0).size())
                .mapToObj(lap -> new Stopwatch.Lap(
                        runs.get(0).get(lap).name(),
                        median(runs, run -> run.get(lap).wallMillis()),
                        median(runs, run -> run.get(lap).processorMillis())))
                .toList();
    }

    private List<Stopwatch.Lap> once(Variant variant) {
        Stopwatch watch = Stopwatch.start();
        NetworkGraph cut = Surgeon.prune(network, groups, plan);
        watch.lap("surgery");
        NetworkGraph fitted = reconstructor.refit(cut, plan);
        watch.lap("reconstruction");
        try (ImageClassifier engine = variant.engines().open(fitted, plan)) {
            watch.lap("session");
            engine.answers(images);
            watch.lap("inference");
        }
        return watch.laps();
    }

    private static RandomKey noiseKey() {
        return RandomKey.of(1, "benchmark.candidate");
    }

    private static double median(List<List<Stopwatch.Lap>> runs, ToDoubleFunction<List<Stopwatch.Lap>> figure) {
        return StatUtils.percentile(runs.stream().mapToDouble(figure).toArray(), MEDIAN);
    }

    private static Reconstructor reconstructor(NetworkGraph network, List<ChannelGroup> groups) {
        RandomKey key = noiseKey();
        byte[] tapped = OnnxCodec.toBytes(network, GramStatistics.tensors(network));
        try (OnnxEngine engine = OnnxEngine.open(tapped, EngineSettings.DEFAULTS)) {
            INDArray images = noise(network.input().shape(), key.at(0).generator());
            GramStatistics statistics = GramStatistics.collect(
                    network,
                    engine::outputs,
                    List.of(images).iterator(),
                    GramStatistics.POSITIONS_PER_IMAGE,
                    key.at(1));
            return Reconstructor.of(statistics, groups);
        }
    }

    private static PreparedImages pictures(NetworkGraph network) {
        TensorShape shape = network.input().shape();
        byte[] pixels = new byte[IMAGES * shape.size()];
        noiseKey().at(2).generator().nextBytes(pixels);
        List<String> classes = IntStream.range(
                        0, network.shape(network.output()).size())
                .mapToObj(Integer::toString)
                .toList();
        Normalisation normalisation = new Normalisation(
                Collections.nCopies(shape.channels(), 0.5), Collections.nCopies(shape.channels(), 0.25));
        return PreparedImages.of(ImageSet.of(shape, classes, pixels, new int[IMAGES]), normalisation, BATCH);
    }

    private static INDArray noise(TensorShape shape, RandomGenerator random) {
        float[] values = new float[IMAGES * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', IMAGES, shape.channels(), shape.height(), shape.width());
    }
}
