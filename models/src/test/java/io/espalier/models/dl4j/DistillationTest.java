package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.ReferenceInterpreter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class DistillationTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    private static final TrainingSettings SETTINGS = TrainingSettings.DEFAULTS
            .withEpochs(4)
            .withBatchSize(16)
            .withSchedule(new TrainingSettings.Schedule(0.05, 0.5))
            .withAugmentation(new TrainingSettings.Augmentation(false, 1, 3))
            .withLabelSmoothing(0.1)
            .withDistillation(new TrainingSettings.Distillation(1, 2));

    private final ImageSet images = BrightQuarter.images(128, 1);
    private final NetworkGraph start = BrightQuarter.network(2);

    @Test
    void aStudentLearnsWhatTheTeacherKnowsFromImagesWithWrongLabels() {
        int[] wrong = IntStream.range(0, images.size())
                .map(i -> (images.label(i) + 1) % 4)
                .toArray();
        byte[] pixels = new byte[images.size() * BrightQuarter.SHAPE.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) images.pixel(i / BrightQuarter.SHAPE.size(), i % BrightQuarter.SHAPE.size());
        }
        ImageSet mislabelled = ImageSet.of(BrightQuarter.SHAPE, images.classNames(), pixels, wrong);
        NetworkGraph student = Trainer.of(SETTINGS)
                .withTeacher("brightness", DistillationTest::brightness)
                .train(start, mislabelled, BrightQuarter.NORMALISATION);
        ImageSet unseen = BrightQuarter.images(200, 3);
        INDArray best = ReferenceInterpreter.output(student, unseen.batch(0, 200, BrightQuarter.NORMALISATION))
                .argMax(1);
        assertThat(IntStream.range(0, 200).filter(i -> best.getInt(i) == unseen.label(i)))
                .hasSizeGreaterThan(180);
    }

    @Test
    void theTeacherSeesTheAugmentedImagesOfItsStudent() {
        List<INDArray> seen = new ArrayList<>();
        train(SETTINGS.withEpochs(1), asked -> {
            seen.add(asked.dup());
            return brightness(asked);
        });
        BatchSource source = new BatchSource(
                images, BrightQuarter.NORMALISATION, SETTINGS, org.deeplearning4j.nn.conf.CNN2DFormat.NCHW);
        assertThat(seen).hasSize(8);
        assertThat(seen.get(5)).isEqualTo(source.batch(source.order(1), 1, 5).images());
    }

    @Test
    void anInterruptedTrainingWithEveryFeatureGoesOnToTheSameBits(@TempDir Path folder) {
        String uninterrupted = GraphDigest.of(train(SETTINGS, DistillationTest::brightness));
        Trainer trainer = Trainer.of(SETTINGS)
                .withTeacher("brightness", DistillationTest::brightness)
                .withCheckpoints(folder);
        assertThatThrownBy(() -> trainer.withListener(
                                epoch -> Thread.currentThread().interrupt())
                        .train(start, images, BrightQuarter.NORMALISATION))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(GraphDigest.of(trainer.train(start, images, BrightQuarter.NORMALISATION)))
                .isEqualTo(uninterrupted);

        Trainer other = trainer.withTeacher("another", DistillationTest::brightness);
        assertThatThrownBy(() -> other.train(start, images, BrightQuarter.NORMALISATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("checkpoint must belong to the same start");
    }

    @Test
    void aTeacherThatIsNotAskedChangesNothing() {
        TrainingSettings alone = SETTINGS.withEpochs(1).withDistillation(TrainingSettings.Distillation.NONE);
        NetworkGraph untaught = Trainer.of(alone).train(start, images, BrightQuarter.NORMALISATION);
        NetworkGraph ignored = train(alone, asked -> {
            throw new AssertionError("nobody asked");
        });
        assertThat(GraphDigest.of(ignored)).isEqualTo(GraphDigest.of(untaught));
    }

    @Test
    void aMissingTeacherOrOneWithOtherLogitsIsRefused() {
        assertThatThrownBy(() -> Trainer.of(SETTINGS).train(start, images, BrightQuarter.NORMALISATION))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a training with distillation must have a teacher: withTeacher was not called");
        assertThatThrownBy(() -> train(SETTINGS, asked -> Nd4j.zeros(16, 5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("teacher must give logits of shape [16, 4]: [16, 5]");
        assertThatThrownBy(() -> train(SETTINGS, asked -> Nd4j.valueArrayOf(new long[] {16, 4}, Float.NaN)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("teacher must give finite logits: their sum is NaN");
    }

    private NetworkGraph train(TrainingSettings settings, Teacher teacher) {
        return Trainer.of(settings).withTeacher("test", teacher).train(start, images, BrightQuarter.NORMALISATION);
    }

    /** Knows the answer: the mean brightness of each quarter. */
    private static INDArray brightness(INDArray asked) {
        INDArray logits = Nd4j.zeros(asked.size(0), 4);
        for (int quarter = 0; quarter < 4; quarter++) {
            INDArray part = asked.get(
                    NDArrayIndex.all(),
                    NDArrayIndex.all(),
                    NDArrayIndex.interval(4 * (quarter / 2), 4 * (quarter / 2) + 4),
                    NDArrayIndex.interval(3 * (quarter % 2), 3 * (quarter % 2) + 3));
            logits.putColumn(quarter, part.dup('c').mean(1, 2, 3).muli(10));
        }
        return logits;
    }
}
