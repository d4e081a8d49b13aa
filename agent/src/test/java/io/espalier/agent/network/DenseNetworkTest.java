package io.espalier.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.agent.network.Shape.Head;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DenseNetworkTest {

    /** Float32 against double: products of a dozen numbers below 1 in another precision. */
    private static final double SINGLE_PRECISION = 2e-6;

    /** Adam's epsilon, 1e-8, beside the root of its second moment, 3e-5 for a gradient of 1e-3, times the learning rate of 1e-3. */
    private static final double ADAM_EPSILON = 2e-6;

    private static final double STEP = 1e-5;
    private static final int ROWS = 5;

    private static Shape shape(Head head) {
        return new Shape(4, 12, 9, 2, head);
    }

    private static DenseNetwork network(Head head) {
        return DenseNetwork.create(shape(head), 0.5, RandomKey.of(5, "test.network"));
    }

    private static void fill(Pass pass, long number) {
        RandomGenerator generator = RandomKey.of(9, "test.batch").at(number).generator();
        for (int i = 0; i < pass.input().length; i++) {
            pass.input()[i] = generator.nextFloat();
        }
    }

    private static INDArray input(Pass pass) {
        return Nd4j.createFromArray(pass.input()).reshape('c', ROWS, 4).castTo(DataType.DOUBLE);
    }

    /** Some objective of the outputs: sum of squares / 2, whose gradient is the output itself. */
    private static double objective(MultiLayerNetwork network, INDArray input) {
        INDArray output = network.output(input, false);
        return output.mul(output).sumNumber().doubleValue() / 2;
    }

    private static Pass forwardAndObjective(DenseNetwork network, long number) {
        Pass pass = new Pass(network.shape(), ROWS);
        fill(pass, number);
        network.forward(pass);
        System.arraycopy(pass.output(), 0, pass.outputGradient(), 0, pass.output().length);
        return pass;
    }

    private static float[] parameterGradients(DenseNetwork network) {
        List<float[]> arrays = network.parameters().map(p -> p.gradients).toList();
        float[] all = new float[arrays.stream().mapToInt(a -> a.length).sum()];
        int start = 0;
        for (float[] array : arrays) {
            System.arraycopy(array, 0, all, start, array.length);
            start += array.length;
        }
        return all;
    }

    private static float[] values(DenseNetwork network) {
        return network.toDl4j().params().toFloatVector();
    }

    @ParameterizedTest
    @EnumSource(Head.class)
    void itsDl4jNetworkIsTheSameFunction(Head head) {
        DenseNetwork network = network(head);
        Pass pass = forwardAndObjective(network, 0);
        INDArray output = Dl4jNetwork.of(network, DataType.DOUBLE).output(input(pass), false);
        for (int i = 0; i < pass.output().length; i++) {
            assertThat((double) pass.output()[i]).isCloseTo(output.getDouble(i / 2, i % 2), within(SINGLE_PRECISION));
        }
    }

    @ParameterizedTest
    @EnumSource(Head.class)
    void gradientAtTheInputEqualsFiniteDifferences(Head head) {
        DenseNetwork network = network(head);
        MultiLayerNetwork exact = Dl4jNetwork.of(network, DataType.DOUBLE);
        Pass pass = forwardAndObjective(network, 0);
        INDArray input = input(pass);
        network.backwardToInput(pass);
        for (int i = 0; i < input.length(); i++) {
            double value = input.getDouble(i / 4, i % 4);
            double up = objective(exact, input.dup().putScalar(i / 4, i % 4, value + STEP));
            double down = objective(exact, input.dup().putScalar(i / 4, i % 4, value - STEP));
            assertThat((double) pass.inputGradient()[i]).isCloseTo((up - down) / (2 * STEP), within(SINGLE_PRECISION));
        }
        assertThat(Nd4j.createFromArray(pass.inputGradient()).norm2Number().doubleValue())
                .isGreaterThan(1e3 * SINGLE_PRECISION);
    }

    @ParameterizedTest
    @EnumSource(Head.class)
    void gradientsOfTheParametersEqualFiniteDifferences(Head head) {
        DenseNetwork network = network(head);
        MultiLayerNetwork exact = Dl4jNetwork.of(network, DataType.DOUBLE);
        Pass pass = forwardAndObjective(network, 1);
        INDArray input = input(pass);
        network.backward(pass);
        float[] gradients = parameterGradients(network);
        INDArray parameters = exact.params();
        for (int i = 0; i < gradients.length; i++) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + STEP);
            double up = objective(exact, input);
            parameters.putScalar(i, value - STEP);
            double down = objective(exact, input);
            parameters.putScalar(i, value);
            assertThat((double) gradients[i]).isCloseTo((up - down) / (2 * STEP), within(SINGLE_PRECISION));
        }
        assertThat(Arrays.equals(gradients, new float[gradients.length])).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Head.class)
    void gradientsEqualThoseOfDl4j(Head head) {
        DenseNetwork network = network(head);
        Pass pass = forwardAndObjective(network, 2);
        INDArray input = input(pass).castTo(DataType.FLOAT);
        MultiLayerNetwork theirs = network.toDl4j();
        theirs.setInput(input);
        INDArray output = theirs.feedForward(true, false).get(theirs.getnLayers());
        var result = theirs.backpropGradient(output.dup(), LayerWorkspaceMgr.noWorkspaces());
        network.backward(pass);
        float[] expected = result.getFirst().gradient().toFloatVector();
        float[] found = parameterGradients(network);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(SINGLE_PRECISION));
        }
    }

    @Test
    void stepsEqualThoseOfDl4jsAdam() {
        DenseNetwork network = network(Head.IDENTITY);
        MultiLayerNetwork theirs = network.toDl4j();
        for (int i = 0; i < 5; i++) {
            Pass pass = forwardAndObjective(network, i);
            theirs.setInput(input(pass).castTo(DataType.FLOAT));
            INDArray output = theirs.feedForward(true, false).get(theirs.getnLayers());
            var gradient = theirs.backpropGradient(output.dup(), LayerWorkspaceMgr.noWorkspaces())
                    .getFirst();
            theirs.getUpdater().update(theirs, gradient, i, 0, 1, LayerWorkspaceMgr.noWorkspaces());
            theirs.params().subi(gradient.gradient());
            network.backward(pass);
            network.descend(1e-3);
        }
        float[] expected = theirs.params().toFloatVector();
        float[] found = values(network);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(5 * ADAM_EPSILON));
        }
    }

    @Test
    void theFirstStepOfAdamMovesEveryParameterWithAGradientByTheLearningRate() {
        DenseNetwork network = network(Head.IDENTITY);
        float[] before = values(network);
        network.backward(forwardAndObjective(network, 2));
        float[] gradients = parameterGradients(network);
        network.descend(1e-3);
        float[] after = values(network);
        for (int i = 0; i < before.length; i++) {
            if (Math.abs(gradients[i]) > 1e-3) {
                assertThat((double) after[i] - before[i])
                        .isCloseTo(-Math.signum(gradients[i]) * 1e-3, within(ADAM_EPSILON));
            }
        }
    }

    @Test
    void stepsAfterRestoringAreTheSameToTheBit(@TempDir Path folder) {
        DenseNetwork saved = network(Head.SIGMOID);
        train(saved, 0, 5);
        saved.save(folder.resolve("network.zip").toFile());
        DenseNetwork restored = new DenseNetwork(saved.shape());
        restored.restore(folder.resolve("network.zip").toFile());
        train(saved, 5, 10);
        train(restored, 5, 10);
        assertThat(values(restored)).isEqualTo(values(saved));
    }

    @Test
    void refusesASavedNetworkOfAnotherSize(@TempDir Path folder) {
        Path file = folder.resolve("network.zip");
        network(Head.SIGMOID).save(file.toFile());
        DenseNetwork other = new DenseNetwork(new Shape(5, 12, 9, 2, Head.SIGMOID));
        assertThatThrownBy(() -> other.restore(file.toFile()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("saved network must have 209 parameters: 197 in " + file);
    }

    @Test
    void aTargetMovesByExactlyItsShareOfTheWay() {
        DenseNetwork network = network(Head.IDENTITY);
        DenseNetwork target = network.copy();
        train(network, 0, 20);
        float[] from = values(target);
        float[] to = values(network);
        target.moveTowards(network, 0.01);
        float[] moved = values(target);
        for (int i = 0; i < from.length; i++) {
            assertThat(moved[i]).isEqualTo((1 - 0.01f) * from[i] + 0.01f * to[i]);
        }
        assertThat(moved).isNotEqualTo(from);
        assertThat(values(network)).isEqualTo(to);
    }

    @Test
    void oneOutputAloneIsThatOutputThroughItsHead() {
        DenseNetwork network = network(Head.IDENTITY);
        Pass both = forwardAndObjective(network, 3);
        DenseNetwork second = network.only(1, Head.SIGMOID);
        Pass alone = new Pass(second.shape(), ROWS);
        fill(alone, 3);
        second.forward(alone);
        for (int row = 0; row < ROWS; row++) {
            assertThat((double) alone.output()[row])
                    .isCloseTo(1 / (1 + Math.exp(-both.output()[2 * row + 1])), within(SINGLE_PRECISION));
        }
    }

    @Test
    void knowsAParameterThatIsNotFinite() {
        DenseNetwork network = network(Head.IDENTITY);
        assertThat(network.finite()).isTrue();
        network.parameters().findFirst().orElseThrow().values[7] = Float.NEGATIVE_INFINITY;
        assertThat(network.finite()).isFalse();
    }

    private static void train(DenseNetwork network, int from, int to) {
        for (int i = from; i < to; i++) {
            network.backward(forwardAndObjective(network, i));
            network.descend(1e-3);
        }
    }

    @Test
    void oneRowIsAsInABatchOfSeveralAndFollowsTheWeights() {
        DenseNetwork network = network(Head.IDENTITY);
        for (int step = 0; step < 3; step++) {
            Pass batch = forwardAndObjective(network, step);
            for (int row = 0; row < ROWS; row++) {
                float[] input = Arrays.copyOfRange(batch.input(), 4 * row, 4 * row + 4);
                float[] output = network.forward(input, 1).output();
                for (int i = 0; i < 2; i++) {
                    assertThat((double) output[i]).isCloseTo(batch.output()[2 * row + i], within(SINGLE_PRECISION));
                }
            }
            network.backward(batch);
            network.descend(0.1);
        }
        DenseNetwork other = DenseNetwork.create(shape(Head.IDENTITY), 0.5, RandomKey.of(6, "test.network"));
        float[] input = {1, 2, 3, 4};
        network.forward(input, 1);
        network.moveTowards(other, 1);
        assertThat(network.forward(input, 1).output())
                .containsExactly(other.forward(input, 1).output());
    }
}
