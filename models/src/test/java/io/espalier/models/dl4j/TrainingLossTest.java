package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.random.RandomKey;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class TrainingLossTest {

    @BeforeAll
    static void useOneThread() {
        BrightQuarter.useOneThread();
    }

    /** Rounding of the float32 logits and targets that go in. */
    private static final double FLOAT_INPUT = 1e-6;

    /** A power of two, so that float32 logits move by exactly as much. */
    private static final double STEP = 1.0 / 128;

    /** The third derivative of the loss, below 1 here at temperatures from 1/2, times the square of the step. */
    private static final double CURVATURE = 1e-3;

    /** Float32 sums of a batch in DL4J. */
    private static final double SUMMATION_ORDER = 1e-5;

    @Test
    void withoutATeacherItIsTheCrossEntropy() {
        TrainingLoss loss = new TrainingLoss(TrainingSettings.Distillation.NONE);
        float[] logits = {(float) Math.log(3), 0};
        assertThat(loss.value(logits, new float[] {1, 0})).isCloseTo(Math.log(4.0 / 3), within(FLOAT_INPUT));
        float[] smoothed = {0.9f, 0.1f};
        assertThat(loss.value(logits, smoothed))
                .isCloseTo(0.9 * Math.log(4.0 / 3) + 0.1 * Math.log(4), within(FLOAT_INPUT));
        assertThat(loss.gradient(logits, smoothed)[0]).isCloseTo(0.75 - 0.9, within(FLOAT_INPUT));
    }

    @Test
    void withATeacherItIsTheMixtureOfThePaper() {
        TrainingLoss loss = new TrainingLoss(new TrainingSettings.Distillation(0.25, 2));
        float[] row = {1, 0, (float) (2 * Math.log(3)), 0};
        double divergence = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
        assertThat(loss.value(new float[] {0, 0}, row))
                .isCloseTo(0.75 * Math.log(2) + 0.25 * 4 * divergence, within(FLOAT_INPUT));
        double gradient = 0.75 * (0.5 - 1) + 0.25 * 2 * (0.5 - 0.75);
        assertThat(loss.gradient(new float[] {0, 0}, row)[0]).isCloseTo(gradient, within(FLOAT_INPUT));
        assertThat(loss.gradient(new float[] {0, 0}, row)[1]).isCloseTo(-gradient, within(FLOAT_INPUT));
    }

    @ParameterizedTest(name = "alpha {0}, temperature {1}")
    @CsvSource({"0, 1", "0.5, 1", "0.5, 4", "1, 0.5", "1, 20"})
    void theGradientIsTheSlopeOfTheValue(double alpha, double temperature) {
        TrainingLoss loss = new TrainingLoss(new TrainingSettings.Distillation(alpha, temperature));
        RandomGenerator random = RandomKey.of(7, "test.loss").generator();
        float[] row = {0.05f, 0.8f, 0.15f, logit(random), logit(random), logit(random)};
        float[] logits = {logit(random), logit(random), logit(random)};
        double[] gradient = loss.gradient(logits, row);
        for (int i = 0; i < logits.length; i++) {
            float[] up = logits.clone();
            float[] down = logits.clone();
            up[i] += (float) STEP;
            down[i] -= (float) STEP;
            double slope = (loss.value(up, row) - loss.value(down, row)) / (2 * STEP);
            assertThat(gradient[i]).isCloseTo(slope, within(CURVATURE));
        }
    }

    @Test
    void hugeLogitsStayFinite() {
        TrainingLoss loss = new TrainingLoss(new TrainingSettings.Distillation(0.5, 0.01));
        float[] row = {0, 1, -3e4f, 3e4f};
        assertThat(loss.value(new float[] {3e4f, -3e4f}, row)).isFinite().isPositive();
        assertThat(loss.gradient(new float[] {3e4f, -3e4f}, row)).containsExactly(0.505, -0.505);
    }

    @ParameterizedTest(name = "label smoothing {0}")
    @ValueSource(doubles = {0, 0.1})
    void dl4jDifferentiatesIt(double smoothing) {
        TrainingSettings.Distillation distillation = new TrainingSettings.Distillation(0.7, 3);
        NetworkGraph graph = FrozenBatchNorm.replacedIn(BrightQuarter.network(3));
        ComputationGraph network =
                TrainingNetwork.of(graph, new NoOp(), 0, distillation).network();
        BatchSource source = new BatchSource(
                BrightQuarter.images(6, 2),
                BrightQuarter.NORMALISATION,
                TrainingSettings.DEFAULTS.withLabelSmoothing(smoothing),
                TrainingNetwork.LAYOUT);
        INDArray taught = Nd4j.linspace(-2, 2, 24)
                .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
                .reshape(6, 4);
        BatchSource.Batch batch = source.batch(source.order(1), 1, 0).taught(taught);
        network.setInputs(batch.images());
        network.setLabels(batch.targets());
        network.computeGradientAndScore();

        TrainingLoss loss = new TrainingLoss(distillation);
        float[][] logits = Objects.requireNonNull(
                        network.feedForward(batch.images(), false).get("fc"))
                .toFloatMatrix();
        float[][] rows = batch.targets().toFloatMatrix();
        float[] found = network.gradient().getGradientFor("fc_b").toFloatVector();
        for (int logit = 0; logit < 4; logit++) {
            int which = logit;
            double sum = IntStream.range(0, 6)
                    .mapToDouble(image -> loss.gradient(logits[image], rows[image])[which])
                    .sum();
            assertThat(found[logit]).isCloseTo((float) sum, within((float) SUMMATION_ORDER));
        }
        double mean = IntStream.range(0, 6)
                .mapToDouble(image -> loss.value(logits[image], rows[image]))
                .average()
                .orElseThrow();
        assertThat(network.score()).isCloseTo(mean, within(SUMMATION_ORDER));
    }

    private static float logit(RandomGenerator random) {
        return (float) random.nextGaussian();
    }
}
