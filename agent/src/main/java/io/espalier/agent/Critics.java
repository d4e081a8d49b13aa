package io.espalier.agent;

import io.espalier.agent.network.DenseNetwork;
import io.espalier.agent.network.OneBlasThread;
import io.espalier.agent.network.Pass;
import io.espalier.agent.network.Shape;
import io.espalier.agent.network.Shape.Head;
import io.espalier.agent.network.SideBySide;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Networks from a view of a step to its value, and a slow copy of each that targets come from. Mutable. */
final class Critics {

    private final List<DenseNetwork> networks = new ArrayList<>();
    private final List<DenseNetwork> targets = new ArrayList<>();
    private final List<Pass> passes = new ArrayList<>();
    private final double learningRate;
    private SideBySide threads = SideBySide.ALONE;

    /** @param key of the first weights */
    Critics(CriticView view, NetworkSettings settings, int batchSize, RandomKey key) {
        learningRate = settings.criticLearningRate();
        Shape shape = new Shape(view.width(), settings.firstHidden(), settings.secondHidden(), 1, Head.IDENTITY);
        for (int i = 0; i < settings.critics(); i++) {
            DenseNetwork network = DenseNetwork.create(shape, NetworkSettings.FINAL_BOUND, key.at(i));
            networks.add(network);
            targets.add(network.copy());
            passes.add(new Pass(shape, batchSize));
        }
    }

    int count() {
        return networks.size();
    }

    /** What several critics do goes side by side from now on, with the same bits. */
    void compute(SideBySide by) {
        threads = by;
    }

    /** They will soon be asked something. */
    void wake() {
        threads.wake();
    }

    /** For each row the least value that the slow copies give it. */
    float[] leastTargetValues(float[] rows) {
        threads.each(count(), i -> targets.get(i).forward(passes.get(i), rows));
        float[] least = passes.get(0).output().clone();
        for (int i = 1; i < targets.size(); i++) {
            float[] values = passes.get(i).output();
            for (int row = 0; row < least.length; row++) {
                least[row] = Math.min(least[row], values[row]);
            }
        }
        return least;
    }

    /**
     * One step of each down the mean squared error (1/n) sum (Q(s, a) - y)^2; gives the mean of the errors before it.
     *
     * @param tau share of the way that the slow copies then go; 0 if they stay
     */
    double fit(float[] rows, double tau, double... goals) {
        threads.each(count(), i -> {
            fit(networks.get(i), passes.get(i), rows, goals);
            if (tau > 0) {
                targets.get(i).moveTowards(networks.get(i), tau);
            }
        });
        double loss = 0;
        for (Pass pass : passes) {
            for (int row = 0; row < goals.length; row++) {
                double error = pass.output()[row] - goals[row];
                loss += error * error / goals.length / count();
            }
        }
        return loss;
    }

    private void fit(DenseNetwork network, Pass pass, float[] rows, double... goals) {
        network.forward(pass, rows);
        for (int row = 0; row < goals.length; row++) {
            double error = pass.output()[row] - goals[row];
            pass.outputGradient()[row] = (float) (2 * error / goals.length);
        }
        network.backward(pass);
        network.descend(learningRate);
    }

    /** What a critic thinks of rows, and how that changes with them. */
    record Opinion(Pass pass) {

        float value(int row) {
            return pass.output()[row];
        }

        /** The derivative of the row's value by the step's action. */
        float byAction(CriticView view, int row, int step) {
            return view.byAction(pass.inputGradient(), row, step);
        }
    }

    /** Of the first so many critics; they hold until a critic is asked again. */
    List<Opinion> opinions(int critics, float[] rows) {
        threads.each(critics, i -> form(networks.get(i), passes.get(i), rows));
        return passes.stream().limit(critics).map(Opinion::new).toList();
    }

    private static void form(DenseNetwork network, Pass pass, float[] rows) {
        network.forward(pass, rows);
        Arrays.fill(pass.outputGradient(), 1);
        network.backwardToInput(pass);
    }

    /**
     * The mean of all critics' values of each row, and so many times their standard deviation. Changes nothing, so any thread may ask.
     *
     * @param rows how many
     */
    double[] outlook(float[] input, int rows, double deviations) {
        float[][] values = new float[count()][];
        OneBlasThread.during(() ->
                Arrays.setAll(values, i -> networks.get(i).forward(input, rows).output()));
        return IntStream.range(0, rows)
                .mapToDouble(row -> {
                    double mean = IntStream.range(0, values.length)
                                    .mapToDouble(i -> values[i][row])
                                    .sum()
                            / values.length;
                    double spread = IntStream.range(0, values.length)
                                    .mapToDouble(i -> Math.pow(values[i][row] - mean, 2))
                                    .sum()
                            / values.length;
                    return mean + deviations * Math.sqrt(spread);
                })
                .toArray();
    }

    boolean finite() {
        return networks.stream().allMatch(DenseNetwork::finite);
    }

    void save(Path folder) {
        for (int i = 0; i < networks.size(); i++) {
            networks.get(i).save(folder.resolve("critic-" + i + ".zip").toFile());
            targets.get(i).save(folder.resolve("critic-target-" + i + ".zip").toFile());
        }
    }

    void restore(Path folder) {
        for (int i = 0; i < networks.size(); i++) {
            networks.get(i).restore(folder.resolve("critic-" + i + ".zip").toFile());
            targets.get(i).restore(folder.resolve("critic-target-" + i + ".zip").toFile());
        }
    }
}
