package io.espalier.agent;

import io.espalier.agent.plans.Bisection;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;

/** Walks an explorer's episode through the model of the environment, several times, and chooses what is worth evaluating. Changes nothing. */
final class Proposer {

    /** Halvings of the factor that fills the budgets; finer than any channel count. */
    private static final int HALVINGS = 14;

    /** Actions are not raised by more than this factor to meet a budget; the environment bends what is still over. */
    private static final double LARGEST_FACTOR = 8;

    private final SearchProblem problem;
    private final ProposalSettings settings;
    private final ActorCriticUpdate.Parts parts;

    Proposer(SearchProblem problem, ProposalSettings settings, ActorCriticUpdate.Parts parts) {
        this.problem = problem;
        this.settings = settings;
        this.parts = parts;
    }

    /** The action of a step, as the walk so far shows it. */
    interface Walker {
        double action(int step, float[] observation, RandomGenerator generator);
    }

    /**
     * The actions that the critics value most among the walks.
     *
     * @param key of the draws
     * @return one action a step, as the environment takes it
     */
    double[] propose(Walker walker, RandomKey key) {
        List<double[]> plans = new ArrayList<>();
        for (int walk = 0; walk < settings.walks(); walk++) {
            double[] plan = walk(walker, key.at(walk).generator());
            boolean lastChance = walk == settings.walks() - 1 && plans.isEmpty();
            if (lastChance || !parts.memory().knows(plan)) {
                plans.add(plan);
            }
        }
        return plans.size() == 1 ? plans.get(0) : best(plans);
    }

    private double[] walk(Walker walker, RandomGenerator generator) {
        double[] actions = new double[0];
        while (actions.length < problem.steps()) {
            double action = walker.action(actions.length, observation(actions), generator);
            actions = Arrays.copyOf(actions, actions.length + 1);
            actions[actions.length - 1] = action;
        }
        return problem.model().taken(settings.fillBudget() ? filled(actions) : actions);
    }

    private float[] observation(double... actions) {
        return PlayedEpisode.row(problem, actions);
    }

    /** The actions times the smallest factor with which they are within the budgets. */
    private double[] filled(double... actions) {
        return new Bisection(factor -> times(factor, actions), problem.model()::fits, HALVINGS)
                .smallest(0, LARGEST_FACTOR);
    }

    private static double[] times(double factor, double... actions) {
        return Arrays.stream(actions)
                .map(action -> Math.min(1, factor * action))
                .toArray();
    }

    private double[] best(List<double[]> plans) {
        CriticView view = parts.view();
        int last = problem.steps() - 1;
        int features = problem.schema().size();
        float[] rows = new float[plans.size() * view.width()];
        for (int i = 0; i < plans.size(); i++) {
            float[] observations = new float[problem.steps() * features];
            double[] plan = plans.get(i);
            float[] seen = observation(Arrays.copyOf(plan, last));
            System.arraycopy(seen, 0, observations, last * features, features);
            view.write(rows, i, observations, last, plan);
        }
        double[] values = parts.critics().outlook(rows, plans.size(), settings.optimism());
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return plans.get(best);
    }
}
