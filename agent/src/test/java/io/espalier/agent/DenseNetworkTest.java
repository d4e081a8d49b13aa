package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DenseNetworkTest {

    /** Central differences in double precision: the step's square and rounding over the step. */
    private static final double FINITE_DIFFERENCE = 1e-7;

    /** Adam's epsilon, 1e-8, beside the root of its second moment, 3e-5 for a gradient of 1e-3, times the learning rate of 1e-3. */
    private static final double ADAM_EPSILON = 1e-6;

    private static final double STEP = 1e-5;
    private static final DdpgSettings.Networks SMALL = new DdpgSettings.Networks(12, 9, 1e-3, 1e-3, 0.5);

    private static DenseNetwork network(Activation output) {
        return DenseNetwork.create(DataType.DOUBLE, 4, output, 1e-3, SMALL, RandomKey.of(5, "test.network"));
    }

    private static INDArray batch(int rows, long number) {
        RandomGenerator generator = RandomKey.of(9, "test.batch").at(number).generator();
        INDArray batch = Nd4j.zeros(DataType.DOUBLE, rows, 4);
        for (long i = 0; i < batch.length(); i++) {
            batch.putScalar(i, generator.nextDouble());
        }
        return batch;
    }

    /** Some objective of the outputs: sum of squares / 2, whose gradient is the output itself. */
    private static double objective(DenseNetwork network, INDArray input) {
        INDArray output = network.output(input);
        return output.mul(output).sumNumber().doubleValue() / 2;
    }

    @Test
    void gradientAtTheInputEqualsFiniteDifferences() {
        for (Activation output : new Activation[] {Activation.IDENTITY, Activation.SIGMOID}) {
            DenseNetwork network = network(output);
            INDArray input = batch(3, 0);
            INDArray gradient = network.backward(network.forward(input).dup());
            assertThat(gradient.shape()).containsExactly(3, 4);
            for (int i = 0; i < input.length(); i++) {
                double value = input.getDouble(i);
                double up = objective(network, input.dup().putScalar(i, value + STEP));
                double down = objective(network, input.dup().putScalar(i, value - STEP));
                assertThat(gradient.getDouble(i)).isCloseTo((up - down) / (2 * STEP), within(FINITE_DIFFERENCE));
            }
            assertThat(gradient.norm2Number().doubleValue()).isGreaterThan(1e3 * FINITE_DIFFERENCE);
        }
    }

    @Test
    void gradientsOfTheParametersEqualFiniteDifferences() {
        DenseNetwork network = network(Activation.SIGMOID);
        INDArray input = batch(3, 1);
        network.backward(network.forward(input).dup());
        INDArray gradients = network.parameterGradients().dup();
        INDArray parameters = network.parameters();
        for (int i = 0; i < parameters.length(); i++) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + STEP);
            double up = objective(network, input);
            parameters.putScalar(i, value - STEP);
            double down = objective(network, input);
            parameters.putScalar(i, value);
            assertThat(gradients.getDouble(i)).isCloseTo((up - down) / (2 * STEP), within(FINITE_DIFFERENCE));
        }
        assertThat(gradients.norm2Number().doubleValue()).isGreaterThan(1e3 * FINITE_DIFFERENCE);
    }

    @Test
    void theFirstStepOfAdamMovesEveryParameterWithAGradientByTheLearningRate() {
        DenseNetwork network = network(Activation.IDENTITY);
        INDArray before = network.parameters().dup();
        network.backward(network.forward(batch(3, 2)).dup());
        INDArray gradients = network.parameterGradients().dup();
        network.descend();
        for (int i = 0; i < before.length(); i++) {
            double moved = network.parameters().getDouble(i) - before.getDouble(i);
            if (Math.abs(gradients.getDouble(i)) > 1e-3) {
                assertThat(moved).isCloseTo(-Math.signum(gradients.getDouble(i)) * 1e-3, within(ADAM_EPSILON));
            }
        }
    }

    @Test
    void stepsAfterRestoringAreTheSameToTheBit(@TempDir Path folder) {
        DenseNetwork saved = network(Activation.SIGMOID);
        train(saved, 0, 5);
        saved.save(folder.resolve("network.zip").toFile());
        DenseNetwork restored = network(Activation.SIGMOID);
        restored.restore(folder.resolve("network.zip").toFile());
        train(saved, 5, 10);
        train(restored, 5, 10);
        assertThat(restored.parameters().toDoubleVector())
                .isEqualTo(saved.parameters().toDoubleVector());
    }

    @Test
    void aTargetMovesByExactlyItsShareOfTheWay() {
        DenseNetwork network = network(Activation.IDENTITY);
        DenseNetwork target = network(Activation.IDENTITY);
        train(network, 0, 20);
        double[] from = target.parameters().toDoubleVector();
        double[] to = network.parameters().toDoubleVector();
        target.moveTowards(network, 0.01);
        double[] moved = target.parameters().toDoubleVector();
        for (int i = 0; i < from.length; i++) {
            assertThat(moved[i]).isEqualTo(from[i] * (1 - 0.01) + to[i] * 0.01);
        }
        assertThat(moved).isNotEqualTo(from);
        assertThat(network.parameters().toDoubleVector()).isEqualTo(to);
    }

    private static void train(DenseNetwork network, int from, int to) {
        for (int i = from; i < to; i++) {
            network.backward(network.forward(batch(8, i)).dup());
            network.descend();
        }
    }
}
