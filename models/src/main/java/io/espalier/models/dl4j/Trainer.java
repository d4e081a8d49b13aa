package io.espalier.models.dl4j;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Trains a network in DL4J. The same start, images, settings and number of OpenMP threads give the same bits, also across an interruption
 * and a resume from a checkpoint. The returned graph computes what DL4J's network computes at inference: batch norm with the running
 * statistics of the training.
 */
public final class Trainer {

    private final TrainingSettings settings;
    private final TrainingListener listener;
    private final Optional<Path> checkpoints;
    private final Optional<NamedTeacher> teacher;

    /** A teacher and what a checkpoint knows it by. */
    private record NamedTeacher(String identity, Teacher teacher) {}

    private Trainer(
            TrainingSettings settings,
            TrainingListener listener,
            Optional<Path> checkpoints,
            Optional<NamedTeacher> teacher) {
        this.settings = settings;
        this.listener = listener;
        this.checkpoints = checkpoints;
        this.teacher = teacher;
    }

    /** A trainer that reports to nobody and keeps no checkpoint. */
    public static Trainer of(TrainingSettings settings) {
        return new Trainer(settings, TrainingListener.SILENT, Optional.empty(), Optional.empty());
    }

    /** The same trainer with a listener. */
    public Trainer withListener(TrainingListener newListener) {
        return new Trainer(settings, newListener, checkpoints, teacher);
    }

    /**
     * The same trainer, which after each epoch leaves its state in a folder and goes on from there if it finds one.
     *
     * @param folder made if it does not exist; used by one training at a time
     */
    public Trainer withCheckpoints(Path folder) {
        return new Trainer(settings, listener, Optional.of(folder), teacher);
    }

    /**
     * The same trainer with a teacher, which is asked on the training's thread if the settings' {@code distillation} wants one.
     *
     * @param identity by which a checkpoint knows the teacher, for instance the digest of its network
     */
    public Trainer withTeacher(String identity, Teacher newTeacher) {
        return new Trainer(settings, listener, checkpoints, Optional.of(new NamedTeacher(identity, newTeacher)));
    }

    /**
     * Trains a network on labelled images.
     *
     * @param start the network as it is at the beginning; its output are logits, or a softmax of them
     * @param images at least two, of the shape of the network's input; as many class names as logits
     * @return the same network with other parameters
     * @throws IllegalArgumentException if images and network do not fit, or a checkpoint belongs to another training
     * @throws IllegalStateException if the settings want a teacher and there is none, or its logits do not fit or are not finite
     * @throws TrainingDivergedException if a batch's loss is not finite
     * @throws CancellationException if the thread was interrupted, after the batch that was under way; the thread stays interrupted and
     *     the checkpoint of the last whole epoch remains
     * @throws io.espalier.models.graph.UnsupportedNetworkException if DL4J has no layer for a node
     * @throws java.io.UncheckedIOException if a checkpoint cannot be written or read
     */
    public NetworkGraph train(NetworkGraph start, ImageSet images, Normalisation normalisation) {
        requireFits(start, images, normalisation);
        requireTeacher();
        BatchSource batches = new BatchSource(images, normalisation, settings, TrainingNetwork.LAYOUT);
        CosineSchedule schedule = CosineSchedule.of(settings, batches.batchesPerEpoch());
        Nesterovs updater = new Nesterovs(schedule, settings.optimiser().momentum());
        TrainingNetwork training =
                TrainingNetwork.of(start, updater, settings.optimiser().weightDecay(), settings.distillation());
        BatchStatistics statistics = new BatchStatistics(training.logits(), new TrainingLoss(settings.distillation()));
        training.network().setListeners(statistics);
        String identity = identity(start, images, normalisation);
        try {
            List<TrainingListener.Epoch> done =
                    new ArrayList<>(resume(training.network(), identity, batches.batchesPerEpoch()));
            done.forEach(listener::epochResumed);
            for (int epoch = done.size() + 1; epoch <= settings.epochs(); epoch++) {
                done.add(epoch(epoch, training.network(), batches, statistics));
                if (checkpoints.isPresent()) {
                    TrainingCheckpoint.of(training.network(), identity, done).write(checkpoints.get());
                }
                listener.epochFinished(done.get(epoch - 1));
            }
            return training.toGraph();
        } finally {
            Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
        }
    }

    /** Goes back to the checkpoint, if there is one; returns the epochs that are done. */
    private List<TrainingListener.Epoch> resume(ComputationGraph network, String identity, int batchesPerEpoch) {
        Optional<TrainingCheckpoint> found = checkpoints.flatMap(folder -> TrainingCheckpoint.read(folder, identity));
        found.ifPresent(checkpoint -> checkpoint.restore(network, batchesPerEpoch));
        return found.map(TrainingCheckpoint::epochs).orElse(List.of());
    }

    /** What a checkpoint must agree in: a resumed training is the same training or none. */
    private String identity(NetworkGraph start, ImageSet images, Normalisation normalisation) {
        CRC32 pixels = new CRC32();
        for (int image = 0; image < images.size(); image++) {
            pixels.update(images.label(image));
            for (int i = 0; i < images.shape().size(); i++) {
                pixels.update(images.pixel(image, i));
            }
        }
        return "%s %d images %08x %s %s%s"
                .formatted(
                        GraphDigest.of(start),
                        images.size(),
                        pixels.getValue(),
                        normalisation,
                        settings,
                        asked().map(named -> " teacher " + named.identity).orElse(""));
    }

    private Optional<NamedTeacher> asked() {
        return settings.distillation().asksTeacher() ? teacher : Optional.empty();
    }

    private BatchSource.Batch taught(BatchSource.Batch batch) {
        return asked().map(named -> batch.taught(logits(named.teacher, batch))).orElse(batch);
    }

    private static INDArray logits(Teacher teacher, BatchSource.Batch batch) {
        INDArray logits = teacher.logits(batch.channelsFirst(TrainingNetwork.LAYOUT));
        if (!logits.equalShapes(batch.targets())) {
            throw new IllegalStateException("teacher must give logits of shape %s: %s"
                    .formatted(Arrays.toString(batch.targets().shape()), Arrays.toString(logits.shape())));
        }
        double sum = logits.sumNumber().doubleValue();
        if (!Double.isFinite(sum)) {
            throw new IllegalStateException("teacher must give finite logits: their sum is " + sum);
        }
        return logits;
    }

    private void requireTeacher() {
        if (settings.distillation().asksTeacher() && teacher.isEmpty()) {
            throw new IllegalStateException(
                    "a training with distillation must have a teacher: withTeacher was not called");
        }
    }

    private TrainingListener.Epoch epoch(
            int epoch, ComputationGraph network, BatchSource batches, BatchStatistics statistics) {
        long began = System.nanoTime();
        int[] order = batches.order(epoch);
        double lossSum = 0;
        long hits = 0;
        int count = batches.batchesPerEpoch();
        for (int number = 0; number < count; number++) {
            requireNotInterrupted(epoch, number);
            BatchSource.Batch batch = taught(batches.batch(order, epoch, number));
            statistics.expect(batch);
            network.fit(new INDArray[] {batch.images()}, new INDArray[] {batch.targets()});
            if (!Double.isFinite(statistics.loss())) {
                throw new TrainingDivergedException(epoch, number + 1, statistics.loss());
            }
            lossSum += statistics.loss();
            hits += statistics.hits();
            listener.batchFinished(epoch, number + 1, count);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long seen = (long) count * batches.batchSize();
        return new TrainingListener.Epoch(
                epoch, settings.epochs(), lossSum / count, (double) hits / seen, seconds, seen / seconds);
    }

    private void requireNotInterrupted(int epoch, int batchesDone) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training was interrupted in epoch %d after %d batches%s"
                    .formatted(
                            epoch,
                            batchesDone,
                            checkpoints
                                    .map(folder -> "; whole epochs are kept in " + folder)
                                    .orElse("")));
        }
    }

    static void requireFits(NetworkGraph start, ImageSet images, Normalisation normalisation) {
        if (!images.shape().equals(start.input().shape())) {
            throw new IllegalArgumentException("images must have the shape of the network's input %s: %s"
                    .formatted(start.input().shape(), images.shape()));
        }
        int logits = start.shape(start.output()).size();
        if (images.classNames().size() != logits) {
            throw new IllegalArgumentException("images must have as many classes as the network has outputs %d: %d"
                    .formatted(logits, images.classNames().size()));
        }
        if (normalisation.mean().size() != images.shape().channels()) {
            throw new IllegalArgumentException("normalisation must have %d channels: %d"
                    .formatted(images.shape().channels(), normalisation.mean().size()));
        }
        if (!(images.size() > 1)) {
            throw new IllegalArgumentException("images must be at least 2: " + images.size());
        }
    }
}
