package io.espalier.agent;

import io.espalier.env.contract.EpisodeModel;
import java.util.Arrays;

/** Of a toy that bends nothing: a step has a hundred channels, half of all must go, and pruning is expected to cost its square. */
record ToyModel(ToyEnvironment.Problem toy) implements EpisodeModel {

    @Override
    public int[] kept(double... actions) {
        return Arrays.stream(actions)
                .mapToInt(action -> 100 - (int) Math.round(100 * action))
                .toArray();
    }

    @Override
    public double[] taken(double... actions) {
        return actions.clone();
    }

    @Override
    public double[] used(double... actions) {
        return new double[] {2 - 2 * Arrays.stream(actions).sum() / toy.steps()};
    }

    @Override
    public double expectedDrop(int step, double action) {
        return action * action;
    }

    @Override
    public double[] observation(double... actions) {
        return toy.observe(Arrays.stream(actions).boxed().toList());
    }
}
