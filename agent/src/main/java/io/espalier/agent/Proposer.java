package io.espalier.agent;

import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;

/** Walks an explorer's episode through the model of the environment, several times, and chooses what is worth evaluating. Changes nothing. */
final class Proposer {

    /** Remembered plans that walks begin with where budgets differ. */
    private static final int REMEMBERED = 12;

    /** Deviation of what is changed of an action of such a plan. */
    private static final double CHANGE = 0.06;

    /** The same of a mean of such plans, in which the accidents of each are evened out already. */
    private static final double CHANGE_OF_MEAN = 0.04;

    /** Plans that a mean is of at least. */
    private static final int LEAST_OF_MEAN = 2;

    private final SearchProblem problem;
    private final double[] reference;
    private final ProposalSettings settings;
    private final ActorCriticUpdate.Parts parts;
    private final Manner manner;

    /**
     * How walks are made and chosen.
     *
     * @param remembering whether walks begin with remembered plans even where there is one budget only
     * @param model that chooses in place of the critics
     */
    private record Manner(boolean remembering, Optional<PlanModel> model) {}

    /** @param reference what the critics compare plans with, one action a step */
    Proposer(SearchProblem problem, double[] reference, ProposalSettings settings, ActorCriticUpdate.Parts parts) {
        this(problem, reference, settings, parts, new Manner(false, Optional.empty()));
    }

    private Proposer(
            SearchProblem problem,
            double[] reference,
            ProposalSettings settings,
            ActorCriticUpdate.Parts parts,
            Manner manner) {
        this.problem = problem;
        this.reference = reference.clone();
        this.settings = settings;
        this.parts = parts;
        this.manner = manner;
    }

    /** One whose walks begin with remembered plans even where there is one budget only. */
    Proposer remembering(boolean always) {
        return new Proposer(problem, reference, settings, parts, new Manner(always, manner.model()));
    }

    /** One whose walks a model chooses from, if there is one, in place of the critics; it walks from means of remembered plans. */
    Proposer choosingBy(Optional<PlanModel> model) {
        return new Proposer(problem, reference, settings, parts, new Manner(manner.remembering(), model));
    }

    /** The action of a step, as the walk so far shows it. */
    interface Walker {
        double action(int step, float[] observation, RandomGenerator generator);
    }

    SearchProblem problem() {
        return problem;
    }

    PlanMemory memory() {
        return parts.memory();
    }

    /**
     * The actions that the critics, or the model if there is one, value most among the walks. Where episodes have budgets of their own, or
     * after a warm start, every other walk is one of the best plans of near budgets, or with a model a mean of them, changed a little: an
     * actor that has to answer every budget follows what was found at one of them but slowly.
     *
     * @param key of the draws
     * @return one action a step, as the environment takes it
     */
    double[] propose(Walker walker, RandomKey key) {
        List<double[]> plans = new ArrayList<>();
        List<PlayedEpisode> remembered = manner.remembering() || memory().hasSeveralBudgets()
                ? memory().bestNear(problem.budget(), remembered())
                : List.of();
        for (int walk = 0; walk < settings.walks(); walk++) {
            RandomGenerator generator = key.at(walk).generator();
            double[] plan =
                    walk % 2 == 0 || remembered.isEmpty() ? walk(walker, generator) : fromMemory(remembered, generator);
            boolean lastChance = walk == settings.walks() - 1 && plans.isEmpty();
            if (lastChance || !parts.memory().knows(plan)) {
                plans.add(plan);
            }
        }
        return plans.size() == 1 ? plans.get(0) : best(plans);
    }

    /** A mean is only as good as its plans, so of few plans fewer are taken. */
    private int remembered() {
        return manner.model().isPresent()
                ? Math.max(LEAST_OF_MEAN, Math.min(REMEMBERED, memory().best().size()))
                : REMEMBERED;
    }

    private double[] fromMemory(List<PlayedEpisode> remembered, RandomGenerator generator) {
        return manner.model().isPresent()
                ? like(mean(remembered, generator), CHANGE_OF_MEAN, generator)
                : like(remembered.get(generator.nextInt(remembered.size())).actions(), CHANGE, generator);
    }

    /** The mean of plans with weights that are drawn, every set of weights being as likely. */
    private static double[] mean(List<PlayedEpisode> plans, RandomGenerator generator) {
        double[] weights = plans.stream()
                .mapToDouble(plan -> -Math.log1p(-generator.nextDouble()))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        double[] mean = new double[plans.get(0).actions().length];
        for (int i = 0; i < weights.length; i++) {
            for (int step = 0; step < mean.length; step++) {
                mean[step] += weights[i] / sum * plans.get(i).actions()[step];
            }
        }
        return mean;
    }

    /** A plan that is changed a little and brought to this budget. */
    double[] like(double[] plan, double deviation, RandomGenerator generator) {
        return filled(Arrays.stream(plan)
                .map(action -> Math.max(0, Math.min(1, action + deviation * generator.nextGaussian())))
                .toArray());
    }

    /** One walk, as the environment takes it. */
    double[] walk(Walker walker, RandomGenerator generator) {
        int[] step = {0};
        double[] actions = problem.model()
                .answered(
                        problem.steps(),
                        observation -> walker.action(step[0]++, PlayedEpisode.row(observation), generator));
        return settings.fillBudget() ? filled(actions) : problem.model().taken(actions);
    }

    private float[] observation(double... actions) {
        return PlayedEpisode.row(problem, actions);
    }

    /** The actions times the smallest factor with which they are within the budgets, as the environment takes them. */
    double[] filled(double... actions) {
        return problem.model().filled(actions);
    }

    private double[] best(List<double[]> plans) {
        double[] values = values(plans, settings.optimism());
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return plans.get(best);
    }

    /**
     * What the critics, or the model if there is one, think of whole plans.
     *
     * @param deviations how many of the deviations between the critics, or of the model, are added to the mean
     */
    double[] values(List<double[]> plans, double deviations) {
        return manner.model()
                .map(model -> plans.stream()
                        .mapToDouble(plan -> model.value(deviations, plan))
                        .toArray())
                .orElseGet(() -> criticised(plans, deviations));
    }

    private double[] criticised(List<double[]> plans, double deviations) {
        CriticView view = parts.view();
        int last = problem.steps() - 1;
        int features = problem.schema().size();
        float[] rows = new float[plans.size() * view.width()];
        for (int i = 0; i < plans.size(); i++) {
            float[] observations = new float[problem.steps() * features];
            double[] plan = plans.get(i);
            float[] seen = observation(Arrays.copyOf(plan, last));
            System.arraycopy(seen, 0, observations, last * features, features);
            view.write(rows, i, new PlayedEpisode(observations, plan, reference, problem.budget(), 0), last);
        }
        return parts.critics().outlook(rows, plans.size(), deviations);
    }
}
