package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Quality less what the network is above its targets: {@code q - sum over targets of m (x / T - 1)}, where {@code x} is the share that is used
 * and {@code T} the target. After a round each multiplier rises by {@code step} times the round's mean of {@code x / T - 1} and never falls below
 * 0, where it begins: dual ascent on the multipliers (Tessler et al. 2019, "Reward Constrained Policy Optimization", equation 6).
 *
 * <p>Merit: a network within all targets has its quality; another one has less than any of these, by what it is above them.
 *
 * <p>Mutable: it holds the multipliers.
 */
final class LagrangianReward implements Reward {

    private final Measure measure;
    private final double step;
    private final List<Constraint> constraints;
    private final double[] multipliers;

    /** A target below 1. */
    private record Constraint(String name, double target, ToDoubleFunction<Evaluation> share) {

        double excess(Evaluation evaluation) {
            return share.applyAsDouble(evaluation) / target - 1;
        }
    }

    LagrangianReward(RewardSettings settings, Usage usage) {
        RewardSettings.Targets targets = settings.targets();
        this.measure = settings.measure();
        this.step = settings.multiplierStep();
        this.constraints = List.of(
                        new Constraint("macs", targets.macs(), usage::macs),
                        new Constraint("parameters", targets.parameters(), usage::parameters),
                        new Constraint("latency", targets.latency(), usage::latency))
                .stream()
                .filter(constraint -> constraint.target() < 1)
                .toList();
        this.multipliers = new double[constraints.size()];
    }

    @Override
    public double of(Evaluation evaluation) {
        double reward = measure.of(evaluation);
        for (int i = 0; i < multipliers.length; i++) {
            reward -= multipliers[i] * constraints.get(i).excess(evaluation);
        }
        return Finite.checked(reward, evaluation);
    }

    @Override
    public double merit(Evaluation evaluation) {
        double above = constraints.stream()
                .mapToDouble(constraint -> Math.max(0, constraint.excess(evaluation)))
                .sum();
        return above == 0 ? measure.of(evaluation) : measure.of(evaluation) - 1 - above;
    }

    @Override
    public void roundFinished(List<Evaluation> round) {
        for (int i = 0; i < multipliers.length; i++) {
            double mean = round.stream()
                    .mapToDouble(constraints.get(i)::excess)
                    .average()
                    .orElse(0);
            multipliers[i] = Math.max(0, multipliers[i] + step * mean);
        }
    }

    @Override
    public Map<String, Double> statistics() {
        Map<String, Double> statistics = new TreeMap<>();
        for (int i = 0; i < multipliers.length; i++) {
            statistics.put("multiplier_" + constraints.get(i).name(), multipliers[i]);
        }
        return statistics;
    }
}
