package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.ReferenceInterpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.ops.transforms.Transforms;

class NetworkTrainingTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    /** What float32 sums in another order and two layouts make in a probability. */
    private static final double SUMMATION_ORDER = 1e-5;

    private static final TrainingSettings SETTINGS = TrainingSettings.DEFAULTS
            .withEpochs(4)
            .withBatchSize(16)
            .withSchedule(new TrainingSettings.Schedule(0.05, 0.5))
            .withAugmentation(TrainingSettings.Augmentation.NONE.withShift(1));

    private final ImageSet images = BrightQuarter.images(128, 1);
    private final NetworkGraph start = BrightQuarter.network(2);

    @Test
    void aSmallNetworkLearnsASmallProblem() {
        List<TrainingListener.Epoch> epochs = new ArrayList<>();
        NetworkGraph trained =
                Trainer.of(SETTINGS).withListener(epochs::add).train(start, images, BrightQuarter.NORMALISATION);
        assertThat(epochs).hasSize(4);
        assertThat(epochs.get(3).meanLoss()).isLessThan(epochs.get(0).meanLoss() / 2);
        ImageSet unseen = BrightQuarter.images(200, 3);
        assertThat(accuracy(start, unseen)).isLessThan(0.5);
        assertThat(accuracy(trained, unseen)).isGreaterThan(0.95);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        String first = GraphDigest.of(train(SETTINGS.withEpochs(2)));
        assertThat(GraphDigest.of(train(SETTINGS.withEpochs(2)))).isEqualTo(first);
        assertThat(GraphDigest.of(train(SETTINGS.withEpochs(2).withSeed(5)))).isNotEqualTo(first);
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits(@TempDir Path folder) {
        String uninterrupted = GraphDigest.of(train(SETTINGS));
        Trainer trainer = Trainer.of(SETTINGS).withCheckpoints(folder);
        assertThatThrownBy(() ->
                        trainer.withListener(new InterruptIn(3, 5)).train(start, images, BrightQuarter.NORMALISATION))
                .isInstanceOf(CancellationException.class)
                .hasMessage("training was interrupted in epoch 3 after 5 batches; whole epochs are kept in " + folder);
        assertThat(Thread.interrupted()).isTrue();

        List<Integer> epochs = new ArrayList<>();
        NetworkGraph resumed = trainer.withListener(epoch -> epochs.add(epoch.number()))
                .train(start, images, BrightQuarter.NORMALISATION);
        assertThat(epochs).containsExactly(3, 4);
        assertThat(GraphDigest.of(resumed)).isEqualTo(uninterrupted);
    }

    @Test
    void aResumedTrainingTellsOfTheEpochsThatAnotherFinished(@TempDir Path folder) {
        EpochsHeard first = new EpochsHeard(new ArrayList<>(), new ArrayList<>());
        Trainer trainer = Trainer.of(SETTINGS.withEpochs(2)).withCheckpoints(folder);
        trainer.withListener(first).train(start, images, BrightQuarter.NORMALISATION);
        EpochsHeard second = new EpochsHeard(new ArrayList<>(), new ArrayList<>());
        trainer.withListener(second).train(start, images, BrightQuarter.NORMALISATION);
        assertThat(first.resumed()).isEmpty();
        assertThat(first.finished()).hasSize(2);
        assertThat(second.finished()).isEmpty();
        assertThat(second.resumed()).isEqualTo(first.finished());
    }

    private record EpochsHeard(List<TrainingListener.Epoch> resumed, List<TrainingListener.Epoch> finished)
            implements TrainingListener {

        @Override
        public void epochResumed(Epoch epoch) {
            resumed.add(epoch);
        }

        @Override
        public void epochFinished(Epoch epoch) {
            finished.add(epoch);
        }
    }

    @Test
    void aFinishedTrainingComesBackFromItsCheckpoint(@TempDir Path folder) {
        Trainer trainer = Trainer.of(SETTINGS.withEpochs(1).withSchedule(new TrainingSettings.Schedule(0.05, 0)))
                .withCheckpoints(folder);
        String first = GraphDigest.of(trainer.train(start, images, BrightQuarter.NORMALISATION));
        assertThat(GraphDigest.of(trainer.train(start, images, BrightQuarter.NORMALISATION)))
                .isEqualTo(first);
    }

    @Test
    void aCheckpointOfAnotherTrainingOrADamagedOneIsRefused(@TempDir Path folder) throws IOException {
        Trainer.of(SETTINGS.withEpochs(2)).withCheckpoints(folder).train(start, images, BrightQuarter.NORMALISATION);
        Path file = folder.resolve(TrainingCheckpoint.FILE);
        Trainer other = Trainer.of(SETTINGS.withEpochs(3)).withCheckpoints(folder);
        assertThatThrownBy(() -> other.train(start, images, BrightQuarter.NORMALISATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("checkpoint must belong to the same start, images and settings; delete it to begin anew: "
                        + file);

        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> other.train(start, images, BrightQuarter.NORMALISATION))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read checkpoint " + file)
                .hasRootCauseMessage("its checksum is wrong");
    }

    @Test
    void aLossThatIsNotFiniteStopsAtOnceNamingEpochAndBatch() {
        TrainingSettings wild = SETTINGS.withSchedule(new TrainingSettings.Schedule(1e30, 0));
        assertThatThrownBy(() -> train(wild))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageStartingWith("loss must be finite in epoch 1, batch ");
    }

    @Test
    void theTrainedGraphComputesWhatTheTrainedNetworkDoes() {
        TrainingNetwork training = TrainingNetwork.of(start, new Nesterovs(0.05, 0.9), 1e-3);
        BatchSource batches = new BatchSource(images, BrightQuarter.NORMALISATION, SETTINGS, TrainingNetwork.LAYOUT);
        for (int number = 0; number < batches.batchesPerEpoch(); number++) {
            BatchSource.Batch batch = batches.batch(batches.order(1), 1, number);
            training.network().fit(new INDArray[] {batch.images()}, new INDArray[] {batch.targets()});
        }
        INDArray channelsFirst = images.batch(0, 20, BrightQuarter.NORMALISATION);
        INDArray found = training.network()
                .outputSingle(channelsFirst.permute(0, 2, 3, 1).dup('c'));
        INDArray expected = Transforms.softmax(ReferenceInterpreter.output(training.toGraph(), channelsFirst));
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(SUMMATION_ORDER));
    }

    @Test
    void aNetworkThatEndsInASoftmaxIsTrainedOnItsLogits() {
        List<Node> nodes = new ArrayList<>(start.nodes());
        nodes.add(new Node("prob", new Operator.Softmax(), List.of("fc"), List.of()));
        NetworkGraph ending = NetworkGraph.of("ending", start.input(), nodes, "prob", start.parameters());
        NetworkGraph trained = Trainer.of(SETTINGS.withEpochs(1)).train(ending, images, BrightQuarter.NORMALISATION);
        assertThat(trained.output()).isEqualTo("prob");
        NetworkGraph logits = train(SETTINGS.withEpochs(1));
        for (String name : logits.parameters().names()) {
            assertThat(trained.parameters().get(name))
                    .as(name)
                    .isEqualTo(logits.parameters().get(name));
        }
        assertThat(LogitsNetwork.of(ending).output()).isEqualTo("fc");
        assertThat(LogitsNetwork.of(start)).isSameAs(start);
    }

    @Test
    void onlyWeightsDecay() {
        NetworkGraph still = train(SETTINGS.withEpochs(1)
                .withSchedule(new TrainingSettings.Schedule(1e-12, 0))
                .withOptimiser(new TrainingSettings.Optimiser(0, 1e9)));
        for (String name : start.parameters().names()) {
            INDArray before = start.parameters().get(name);
            double change =
                    still.parameters().get(name).sub(before).norm1Number().doubleValue();
            if (name.endsWith("weight")) {
                assertThat(change).as(name).isGreaterThan(before.norm1Number().doubleValue() * 1e-3);
            } else if (!name.endsWith("mean") && !name.endsWith("variance")) {
                assertThat(change).as(name).isLessThan(1e-6);
            }
        }
    }

    @Test
    void imagesThatDoNotFitTheNetworkAreRefused() {
        ImageSet twoClasses = ImageSet.of(BrightQuarter.SHAPE, List.of("a", "b"), new byte[2 * 96], new int[2]);
        assertThatThrownBy(() -> Trainer.of(SETTINGS).train(start, twoClasses, BrightQuarter.NORMALISATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images must have as many classes as the network has outputs 4: 2");
    }

    private NetworkGraph train(TrainingSettings settings) {
        return Trainer.of(settings).train(start, images, BrightQuarter.NORMALISATION);
    }

    private static double accuracy(NetworkGraph graph, ImageSet set) {
        INDArray logits = ReferenceInterpreter.output(graph, set.batch(0, set.size(), BrightQuarter.NORMALISATION));
        INDArray best = logits.argMax(1);
        long hits = IntStream.range(0, set.size())
                .filter(i -> best.getInt(i) == set.label(i))
                .count();
        return (double) hits / set.size();
    }

    /** Interrupts the training's own thread after a batch. */
    private record InterruptIn(int epoch, int batch) implements TrainingListener {

        @Override
        public void epochFinished(Epoch finished) {}

        @Override
        public void batchFinished(int current, int done, int batches) {
            if (current == epoch && done == batch) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
