package io.espalier.agent;

import io.espalier.agent.network.DenseNetwork;
import io.espalier.agent.network.Pass;
import io.espalier.agent.network.Shape;
import io.espalier.agent.network.Shape.Head;
import io.espalier.agent.network.TrainedNumber;
import io.espalier.models.random.RandomKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The actor of soft actor-critic (Haarnoja et al. 2018, arXiv 1812.05905): a squashed normal distribution, and the temperature that keeps
 * its entropy near a target.
 */
final class GaussianActor implements Actor {

    private static final String TEMPERATURE_FILE = "temperature.bin";

    private final DenseNetwork network;
    private final double learningRate;
    private final SacSettings.Temperature settings;
    private final TrainedNumber logTemperature;
    private final Pass pass;
    private double entropy;

    GaussianActor(int features, SacSettings settings, RandomKey key) {
        NetworkSettings networks = settings.networks();
        Shape shape = new Shape(features, networks.firstHidden(), networks.secondHidden(), 2, Head.IDENTITY);
        network = DenseNetwork.create(shape, NetworkSettings.FINAL_BOUND, key);
        learningRate = networks.actorLearningRate();
        this.settings = settings.temperature();
        logTemperature = new TrainedNumber(Math.log(this.settings.initial()));
        pass = new Pass(shape, settings.updates().batchSize());
    }

    private static SquashedNormal policy(Pass pass, int row) {
        return SquashedNormal.of(pass.output()[2 * row], pass.output()[2 * row + 1]);
    }

    private double temperature() {
        return Math.exp(logTemperature.value());
    }

    @Override
    public double best(float[] observation) {
        return policy(network.forward(observation, 1), 0).middle();
    }

    @Override
    public double explore(float[] observation, int episode, RandomGenerator generator) {
        return policy(network.forward(observation, 1), 0)
                .draw(generator.nextGaussian())
                .action();
    }

    /** The entropy of the step after, -alpha log pi(a'|s'), belongs to its value. */
    @Override
    public double[] actNext(Batch batch, RandomGenerator generator) {
        network.forward(pass, batch.nextObservations());
        double[] entropies = new double[batch.rows()];
        for (int row = 0; row < batch.rows(); row++) {
            SquashedNormal.Draw draw = policy(pass, row).draw(generator.nextGaussian());
            if (batch.goesOn(row)) {
                batch.put(batch.nextCritic(), row, batch.step(row) + 1, draw.action());
                entropies[row] = -temperature() * draw.logDensity();
            }
        }
        return entropies;
    }

    /** Down the mean of alpha log pi(a|s) - min Q(s, a) with a = f(noise; s), then the temperature down alpha (entropy - target). */
    @Override
    public double improve(Batch batch, Critics critics, double imitation, RandomGenerator generator) {
        network.forward(pass, batch.observations());
        List<SquashedNormal.Draw> draws = new ArrayList<>();
        float[] rows = batch.critic().clone();
        for (int row = 0; row < batch.rows(); row++) {
            draws.add(policy(pass, row).draw(generator.nextGaussian()));
            batch.put(rows, row, batch.step(row), draws.get(row).action());
        }
        List<Critics.Opinion> opinions = critics.opinions(2, rows);
        Critics.Opinion first = opinions.get(0);
        Critics.Opinion second = opinions.get(1);
        double value = 0;
        double logDensity = 0;
        for (int row = 0; row < batch.rows(); row++) {
            Critics.Opinion lower = first.value(row) <= second.value(row) ? first : second;
            double weight = batch.isElite(row) ? imitation : 0;
            SquashedNormal.Draw draw = draws.get(row);
            double pull = weight
                    * (draw.from().middle() - batch.action(row))
                    * draw.from().middleSlope();
            descend(row, draw, lower.byAction(batch.view(), row, batch.step(row)), pull);
            value += lower.value(row) / batch.rows();
            logDensity += draw.logDensity() / batch.rows();
        }
        network.backward(pass);
        network.descend(learningRate);
        entropy = -logDensity;
        logTemperature.descend(temperature() * (entropy - settings.targetEntropy()), settings.learningRate());
        return value;
    }

    private void descend(int row, SquashedNormal.Draw draw, double valueByAction, double pull) {
        double byMean = draw.byMean(temperature(), valueByAction) + pull;
        double byLogDeviation = draw.byLogDeviation(temperature(), valueByAction);
        pass.outputGradient()[2 * row] = (float) (byMean / pass.rows());
        pass.outputGradient()[2 * row + 1] = (float) (byLogDeviation / pass.rows());
    }

    /** The middle of the distribution moves; its width stays. */
    @Override
    public void imitate(float[] observations, double... actions) {
        Pass all = network.forward(observations, actions.length);
        for (int row = 0; row < actions.length; row++) {
            SquashedNormal policy = policy(all, row);
            double error = policy.middle() - actions[row];
            all.outputGradient()[2 * row] = (float) (error * policy.middleSlope() / actions.length);
            all.outputGradient()[2 * row + 1] = 0;
        }
        network.backward(all);
        network.descend(learningRate);
    }

    /** The targets use the actor itself. */
    @Override
    public void moveTarget(double tau) {}

    @Override
    public boolean finite() {
        return network.finite() && Double.isFinite(logTemperature.value());
    }

    @Override
    public MultiLayerNetwork toDl4j() {
        return network.only(0, Head.SIGMOID).toDl4j();
    }

    @Override
    public Map<String, Double> statistics(int episode) {
        return Map.of("temperature", temperature(), "entropy", entropy);
    }

    @Override
    public void save(Path folder) {
        network.save(folder.resolve("actor.zip").toFile());
        Path file = folder.resolve(TEMPERATURE_FILE);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            logTemperature.write(out);
            out.writeDouble(entropy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void restore(Path folder) {
        network.restore(folder.resolve("actor.zip").toFile());
        Path file = folder.resolve(TEMPERATURE_FILE);
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            logTemperature.read(in);
            entropy = in.readDouble();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
