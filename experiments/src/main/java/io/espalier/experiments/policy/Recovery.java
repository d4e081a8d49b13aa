package io.espalier.experiments.policy;

import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.experiments.config.LoadedData;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.dl4j.Dl4jCodec;
import io.espalier.models.dl4j.LogitsNetwork;
import io.espalier.models.dl4j.Trainer;
import io.espalier.models.dl4j.TrainingListener;
import io.espalier.models.dl4j.TrainingSettings;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.reconstruction.BatchNormRecalibration;
import io.espalier.models.reconstruction.GramStatistics;
import io.espalier.models.reconstruction.Reconstructor;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomAdaptor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one way from a plan to its network, for the search and for production alike: surgery, reconstruction from moments that were collected
 * once, fine-tuning. The same network, recipe and plan give the same bits. Immutable; {@link #reconstruct} may be called by several threads.
 */
public final class Recovery {

    private static final int CALIBRATION_BATCH = 250;

    /** Images that moments are added from at once: every layer's input is held for them. How many makes no difference to the sums. */
    private static final int MOMENTS_BATCH = 50;

    private final NetworkGraph unpruned;
    private final Recipe recipe;
    private final LoadedData data;
    private final Normalisation normalisation;
    private final List<ChannelGroup> groups;
    private final GramStatistics moments;
    private final Reconstructor reconstructor;
    private final Optional<String> untrainable;

    private Recovery(
            NetworkGraph unpruned,
            Recipe recipe,
            LoadedData data,
            Normalisation normalisation,
            GramStatistics moments) {
        this.unpruned = unpruned;
        this.recipe = recipe;
        this.data = data;
        this.normalisation = normalisation;
        this.groups = Coupling.groups(unpruned);
        this.moments = moments;
        this.reconstructor = Reconstructor.of(moments, groups);
        this.untrainable = refusal(unpruned);
    }

    private Recovery(Recovery other, Recipe recipe) {
        this.unpruned = other.unpruned;
        this.recipe = recipe;
        this.data = other.data;
        this.normalisation = other.normalisation;
        this.groups = other.groups;
        this.moments = other.moments;
        this.reconstructor = other.reconstructor;
        this.untrainable = other.untrainable;
    }

    private static Optional<String> refusal(NetworkGraph graph) {
        try {
            Dl4jCodec.toDl4j(LogitsNetwork.of(graph));
            return Optional.empty();
        } catch (UnsupportedNetworkException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads the recipe's data and passes the calibration images through the network.
     *
     * @throws IllegalArgumentException if network and data do not fit
     * @throws java.io.UncheckedIOException if the data cannot be read
     */
    public static Recovery prepare(NetworkGraph unpruned, Recipe recipe) {
        return prepare(unpruned, recipe, PhaseClock.start());
    }

    /** The same for a run that wants to know where its time goes. */
    public static Recovery prepare(NetworkGraph unpruned, Recipe recipe, PhaseClock clock) {
        LoadedData data = clock.in(Phase.READING, () -> recipe.data().read());
        ImageSet train = data.splits().train();
        requireFit(unpruned, train);
        Normalisation normalisation =
                recipe.data().normalisation(unpruned.origin().metadata(), train);
        return clock.in(
                Phase.MOMENTS,
                () -> new Recovery(
                        unpruned, recipe, data, normalisation, statistics(unpruned, recipe, train, normalisation)));
    }

    /** The same with another fine-tuning; everything that was prepared is shared. */
    public Recovery withFineTuning(TrainingSettings fineTuning) {
        return new Recovery(this, new Recipe(recipe.seed(), recipe.data(), recipe.calibration(), fineTuning));
    }

    public NetworkGraph unpruned() {
        return unpruned;
    }

    public Recipe recipe() {
        return recipe;
    }

    /** The splits and what was found in their source. */
    public LoadedData data() {
        return data;
    }

    public DataSplits splits() {
        return data.splits();
    }

    public Normalisation normalisation() {
        return normalisation;
    }

    public List<ChannelGroup> groups() {
        return groups;
    }

    /** Moments of the layers' inputs on the calibration images. */
    public GramStatistics moments() {
        return moments;
    }

    /** The calibration images, as the network gets them {@code [count, channels, height, width]}. */
    public List<INDArray> calibrationBatches() {
        return calibrationBatches(recipe, splits().train(), normalisation, CALIBRATION_BATCH);
    }

    /** Why DL4J cannot train this network or what is pruned from it, naming operator and node; empty if it can. */
    public Optional<String> untrainable() {
        return untrainable;
    }

    /**
     * The plan's network after surgery and reconstruction, without training.
     *
     * @throws IllegalArgumentException if the plan does not fit the network's groups
     */
    public NetworkGraph reconstruct(PruningPlan plan) {
        return withNormalisation(reconstructor.prune(plan));
    }

    /** Accuracy in [0, 1] of this network or what was pruned from it. */
    public double accuracy(NetworkGraph network, ImageSet images) {
        return OnnxEngine.accuracyOf(OnnxCodec.toBytes(network), images, normalisation);
    }

    /** The same network with the batch-norm statistics of the recipe's calibration images. */
    public NetworkGraph recalibrate(NetworkGraph network) {
        return BatchNormRecalibration.of(network, calibrationBatches().iterator());
    }

    /**
     * A network trained on by the recipe's settings; if they distil, the unpruned network is the teacher. A network that cannot be trained
     * is given back as it is.
     */
    public NetworkGraph fineTune(NetworkGraph reconstructed, TrainingListener listener) {
        return fineTune(reconstructed, Trainer.of(recipe.fineTuning()).withListener(listener));
    }

    /**
     * The same, which goes on from the last whole epoch if it was stopped.
     *
     * @param checkpoints folder of this training alone
     */
    public NetworkGraph fineTune(NetworkGraph reconstructed, TrainingListener listener, Path checkpoints) {
        return fineTune(
                reconstructed,
                Trainer.of(recipe.fineTuning()).withListener(listener).withCheckpoints(checkpoints));
    }

    private NetworkGraph fineTune(NetworkGraph reconstructed, Trainer trainer) {
        if (untrainable.isPresent()) {
            return reconstructed;
        }
        if (!recipe.fineTuning().distillation().asksTeacher()) {
            return withNormalisation(trainer.train(reconstructed, splits().train(), normalisation));
        }
        byte[] teacher = OnnxCodec.toBytes(LogitsNetwork.of(unpruned));
        try (OnnxEngine engine = OnnxEngine.open(teacher, EngineSettings.DEFAULTS)) {
            return withNormalisation(trainer.withTeacher(GraphDigest.of(unpruned), engine::logits)
                    .train(reconstructed, splits().train(), normalisation));
        }
    }

    /** What the network's file will say about its input, so that whoever reads it prepares images in the same way. */
    private NetworkGraph withNormalisation(NetworkGraph graph) {
        return graph.withOrigin(graph.origin().withMetadata(normalisation.toMetadata()));
    }

    private static void requireFit(NetworkGraph network, ImageSet images) {
        if (!network.input().shape().equals(images.shape())) {
            throw new IllegalArgumentException("network must take images of %s, which the data has: %s"
                    .formatted(images.shape(), network.input().shape()));
        }
        int logits = network.shape(network.output()).size();
        if (logits != images.classNames().size()) {
            throw new IllegalArgumentException("network must have %d logits, as the data has classes: %d"
                    .formatted(images.classNames().size(), logits));
        }
    }

    private static GramStatistics statistics(
            NetworkGraph network, Recipe recipe, ImageSet train, Normalisation normalisation) {
        List<INDArray> batches = calibrationBatches(recipe, train, normalisation, MOMENTS_BATCH);
        byte[] tapped = OnnxCodec.toBytes(network, GramStatistics.tensors(network));
        try (OnnxEngine engine = OnnxEngine.open(tapped, EngineSettings.DEFAULTS)) {
            return GramStatistics.collect(
                    network,
                    engine::outputs,
                    batches.iterator(),
                    recipe.calibration().positionsPerImage(),
                    calibrationKey(recipe).at(1));
        }
    }

    private static RandomKey calibrationKey(Recipe recipe) {
        return RandomKey.of(recipe.seed(), "calibration");
    }

    private static List<INDArray> calibrationBatches(
            Recipe recipe, ImageSet train, Normalisation normalisation, int size) {
        ImageSet chosen = train.select(draw(train.size(), recipe.calibration().images(), calibrationKey(recipe)));
        List<INDArray> batches = new ArrayList<>();
        for (int from = 0; from < chosen.size(); from += size) {
            batches.add(chosen.batch(from, Math.min(size, chosen.size() - from), normalisation));
        }
        return batches;
    }

    private static List<Integer> draw(int size, int count, RandomKey key) {
        List<Integer> indices = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Random random = RandomAdaptor.createAdaptor(key.at(0).generator());
        Collections.shuffle(indices, random);
        return indices.subList(0, Math.min(count, size));
    }
}
