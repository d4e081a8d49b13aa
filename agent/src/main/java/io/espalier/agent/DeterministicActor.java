package io.espalier.agent;

import io.espalier.agent.network.DenseNetwork;
import io.espalier.agent.network.Pass;
import io.espalier.agent.network.Shape;
import io.espalier.agent.network.Shape.Head;
import io.espalier.models.random.RandomKey;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The actor of DDPG and, with a delay and smoothed targets, of TD3 (Fujimoto et al. 2018, algorithm 1).
 */
final class DeterministicActor implements Actor {

    private final DenseNetwork network;
    private final DenseNetwork target;
    private final double learningRate;
    private final NoiseSettings noise;
    private final Td3Settings.Delay delay;
    private final Pass pass;

    DeterministicActor(
            int features, ActorCriticSettings settings, NoiseSettings noise, Td3Settings.Delay delay, RandomKey key) {
        NetworkSettings networks = settings.networks();
        Shape shape = new Shape(features, networks.firstHidden(), networks.secondHidden(), 1, Head.SIGMOID);
        network = DenseNetwork.create(shape, NetworkSettings.FINAL_BOUND, key);
        target = network.copy();
        learningRate = networks.actorLearningRate();
        this.noise = noise;
        this.delay = delay;
        pass = new Pass(shape, settings.updates().batchSize());
    }

    @Override
    public double best(float[] observation) {
        return network.forward(observation, 1).output()[0];
    }

    @Override
    public double explore(float[] observation, int episode, RandomGenerator generator) {
        return new TruncatedNormal(best(observation), noise.deviationIn(episode)).draw(generator);
    }

    @Override
    public double[] actNext(Batch batch, RandomGenerator generator) {
        target.forward(pass, batch.nextObservations());
        for (int row = 0; row < batch.rows(); row++) {
            if (batch.goesOn(row)) {
                double action = clip(pass.output()[row] + smoothing(generator), 0, 1);
                batch.put(batch.nextCritic(), row, batch.step(row) + 1, action);
            }
        }
        return new double[batch.rows()];
    }

    private double smoothing(RandomGenerator generator) {
        return delay.smoothing() > 0
                ? clip(delay.smoothing() * generator.nextGaussian(), -delay.smoothingLimit(), delay.smoothingLimit())
                : 0;
    }

    private static double clip(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }

    /** Up the mean value (1/n) sum Q(s, mu(s)) of the first critic, through its gradient at its action input. */
    @Override
    public double improve(Batch batch, Critics critics, double imitation, RandomGenerator generator) {
        network.forward(pass, batch.observations());
        float[] rows = batch.critic().clone();
        for (int row = 0; row < batch.rows(); row++) {
            batch.put(rows, row, batch.step(row), pass.output()[row]);
        }
        Critics.Opinion opinion = critics.opinions(1, rows).get(0);
        double value = 0;
        for (int row = 0; row < batch.rows(); row++) {
            double gradient = -opinion.byAction(batch.view(), row, batch.step(row));
            if (imitation > 0 && batch.isElite(row)) {
                gradient += imitation * (pass.output()[row] - batch.action(row));
            }
            pass.outputGradient()[row] = (float) (gradient / batch.rows());
            value += opinion.value(row) / batch.rows();
        }
        network.backward(pass);
        network.descend(learningRate);
        return value;
    }

    @Override
    public void imitate(float[] observations, double... actions) {
        Pass all = network.forward(observations, actions.length);
        for (int row = 0; row < actions.length; row++) {
            all.outputGradient()[row] = (float) ((all.output()[row] - actions[row]) / actions.length);
        }
        network.backward(all);
        network.descend(learningRate);
    }

    @Override
    public void moveTarget(double tau) {
        target.moveTowards(network, tau);
    }

    @Override
    public boolean finite() {
        return network.finite();
    }

    @Override
    public MultiLayerNetwork toDl4j() {
        return network.toDl4j();
    }

    @Override
    public Map<String, Double> statistics(int episode) {
        return Map.of("noise", noise.deviationIn(episode));
    }

    @Override
    public void save(Path folder) {
        network.save(folder.resolve("actor.zip").toFile());
        target.save(folder.resolve("actor-target.zip").toFile());
    }

    @Override
    public void restore(Path folder) {
        network.restore(folder.resolve("actor.zip").toFile());
        target.restore(folder.resolve("actor-target.zip").toFile());
    }
}
