package io.espalier.env.walk;

import io.espalier.env.contract.EpisodeModel;
import io.espalier.env.contract.SearchProblem;
import io.espalier.env.profile.ExpectedDrop;
import io.espalier.env.profile.GroupProfile;
import io.espalier.models.action.Bound;
import io.espalier.models.walk.Walk;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The episodes of a task, as far as its guard, its encoder and the measured sensitivities tell them. */
public final class TaskModel implements EpisodeModel {

    private final PruningTask task;
    private final Walk walk;
    private final List<ExpectedDrop> drops;

    private TaskModel(PruningTask task, List<ExpectedDrop> drops) {
        this.task = task;
        this.walk = task.walk();
        this.drops = drops;
    }

    /**
     * What a learner is told of a task.
     *
     * @param profiles of the task's groups, in their order
     * @throws IllegalArgumentException if there are not as many profiles as groups
     */
    public static SearchProblem problem(PruningTask task, List<GroupProfile> profiles) {
        int steps = task.guard().groups().size();
        if (profiles.size() != steps) {
            throw new IllegalArgumentException(
                    "profiles must be one a group, %d in all: %d".formatted(steps, profiles.size()));
        }
        List<ExpectedDrop> drops = profiles.stream()
                .map(profile -> ExpectedDrop.of(profile.sensitivity()))
                .toList();
        double macs = task.guard().bound(Bound.MACS).map(Bound::budget).orElse(1.0);
        return new SearchProblem(task.encoder().schema(), steps, new TaskModel(task, drops), macs);
    }

    @Override
    public int[] kept(double... actions) {
        return walk.kept(checked(actions)).stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public double[] taken(double... actions) {
        List<Integer> decided = walk.kept(checked(actions));
        double[] taken = new double[actions.length];
        for (int step = 0; step < taken.length; step++) {
            taken[step] = task.guard().grid().actionOf(step, decided.get(step));
        }
        return taken;
    }

    @Override
    public double[] used(double... actions) {
        return walk.used(checked(actions));
    }

    @Override
    public double expectedDrop(int step, double action) {
        int kept = task.guard().grid().kept(step, action);
        int width = task.guard().groups().get(step).width();
        return drops.get(step).at(1 - (double) kept / width);
    }

    @Override
    public double[] observation(double... actions) {
        return walk.observe(walk.walked(checked(actions)));
    }

    /** Each group is decided once, not anew for every observation. */
    @Override
    public double[] answered(int steps, ToDoubleFunction<double[]> actor) {
        if (steps != walk.steps()) {
            throw new IllegalArgumentException("steps must be " + walk.steps() + ": " + steps);
        }
        return walk.answer(actor).stream().mapToDouble(Double::doubleValue).toArray();
    }

    private List<Double> checked(double... actions) {
        int steps = task.guard().groups().size();
        if (actions.length > steps) {
            throw new IllegalArgumentException(
                    "actions must be at most one a step, %d in all: %d".formatted(steps, actions.length));
        }
        return Arrays.stream(actions).boxed().toList();
    }
}
