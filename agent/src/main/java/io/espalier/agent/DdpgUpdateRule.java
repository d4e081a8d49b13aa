package io.espalier.agent;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.deeplearning4j.rl4j.agent.learning.update.IUpdateRule;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * RL4J's update rule for deterministic policy gradients (Lillicrap et al. 2016, algorithm 1) with AMC's reward baseline.
 *
 * <p>Mutable: the networks, the baseline, the counters.
 */
final class DdpgUpdateRule implements IUpdateRule<StateActionRewardState<Double>> {

    private final DdpgSettings settings;
    private final DdpgNetworks networks;
    private OptionalDouble baseline = OptionalDouble.empty();
    private int round;
    private int updates;
    private Losses losses = new Losses(0, 0);

    /** What the last update saw: the critic's mean squared error and the mean value of the actor's actions. */
    record Losses(double critic, double actorValue) {}

    DdpgUpdateRule(DdpgSettings settings, DdpgNetworks networks) {
        this.settings = settings;
        this.networks = networks;
    }

    @Override
    public void update(List<StateActionRewardState<Double>> batch) {
        INDArray states =
                stack(batch.stream().map(StateActionRewardState::getObservation).toList());
        INDArray actions = column(
                batch.stream().mapToDouble(StateActionRewardState::getAction).toArray());
        double criticLoss = fitCritic(states, actions, targets(batch));
        double actorValue = improveActor(states);
        losses = new Losses(finite("critic loss", criticLoss), finite("actor value", actorValue));
        networks.moveTargets(settings.tau());
        updates++;
    }

    /** y = (r - b) + discount Q'(s', mu'(s')), and r - b after the last step. */
    private INDArray targets(List<StateActionRewardState<Double>> batch) {
        double[] rewards =
                batch.stream().mapToDouble(StateActionRewardState::getReward).toArray();
        double mean =
                IntStream.range(0, rewards.length).mapToDouble(i -> rewards[i]).sum() / rewards.length;
        double b = baseline.isPresent()
                ? baseline.getAsDouble() + settings.baselineRate() * (mean - baseline.getAsDouble())
                : mean;
        baseline = OptionalDouble.of(b);
        INDArray next = stack(
                batch.stream().map(StateActionRewardState::getNextObservation).toList());
        INDArray goesOn =
                column(batch.stream().mapToDouble(t -> t.isTerminal() ? 0 : 1).toArray());
        INDArray nextValues = networks.criticTarget()
                .output(Nd4j.hstack(next, networks.actorTarget().output(next)));
        return column(rewards).subi(b).addi(nextValues.mul(goesOn).muli(settings.discount()));
    }

    /** One step down the mean squared error (1/n) sum (Q(s, a) - y)^2. */
    private double fitCritic(INDArray states, INDArray actions, INDArray targets) {
        DenseNetwork critic = networks.critic();
        INDArray errors = critic.forward(Nd4j.hstack(states, actions)).sub(targets);
        critic.backward(errors.mul(2.0 / errors.length()));
        critic.descend();
        return errors.mul(errors).meanNumber().doubleValue();
    }

    /** One step up the mean value (1/n) sum Q(s, mu(s)), through the critic's gradient at its action input. */
    private double improveActor(INDArray states) {
        DenseNetwork actor = networks.actor();
        DenseNetwork critic = networks.critic();
        INDArray values = critic.forward(Nd4j.hstack(states, actor.forward(states)));
        INDArray atInput =
                critic.backward(Nd4j.valueArrayOf(values.shape(), -1.0 / values.length(), values.dataType()));
        actor.backward(atInput.getColumn(states.columns(), true).dup());
        actor.descend();
        return values.meanNumber().doubleValue();
    }

    private static INDArray stack(List<Observation> observations) {
        return Nd4j.vstack(observations.stream().map(Observation::getData).toList())
                .castTo(DataType.FLOAT);
    }

    private static INDArray column(double... values) {
        return Nd4j.create(values, new long[] {values.length, 1}, 'c').castTo(DataType.FLOAT);
    }

    private double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException(
                    name + " must be finite: " + value + " (round " + round + ", update " + updates + ")");
        }
        return value;
    }

    @Override
    public int getUpdateCount() {
        return updates;
    }

    @Override
    public void notifyNewBatchStarted() {}

    /** Says which round the next updates belong to, for errors. */
    void begin(int nextRound) {
        round = nextRound;
    }

    Losses losses() {
        return losses;
    }

    /** Empty before the first update. */
    OptionalDouble baseline() {
        return baseline;
    }

    void restore(int updatesDone, OptionalDouble restoredBaseline) {
        updates = updatesDone;
        baseline = restoredBaseline;
    }
}
