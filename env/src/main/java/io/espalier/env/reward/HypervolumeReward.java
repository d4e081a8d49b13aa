package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.reward.ParetoArchive.Point;
import java.util.List;
import java.util.Map;

/**
 * What a network adds to the area that the best trade-offs found so far dominate, quality against time (against MACs where no time is known), from
 * quality 0 and the unpruned network's use (the hypervolume of Zitzler and Thiele 1998 in two dimensions). Networks of the same round do
 * not take each other's gain away.
 *
 * <p>Merit: the area that a network dominates alone, {@code q (1 - r)}.
 *
 * <p>Mutable: it holds the archive.
 */
final class HypervolumeReward implements Reward {

    private final Measure measure;
    private final Usage usage;
    private ParetoArchive archive = ParetoArchive.EMPTY;

    HypervolumeReward(RewardSettings settings, Usage usage) {
        this.measure = settings.measure();
        this.usage = usage;
    }

    @Override
    public double of(Evaluation evaluation) {
        return Finite.checked(archive.gain(point(evaluation)), evaluation);
    }

    @Override
    public double merit(Evaluation evaluation) {
        return ParetoArchive.EMPTY.gain(point(evaluation));
    }

    @Override
    public void roundFinished(List<Evaluation> round) {
        for (Evaluation evaluation : round) {
            archive = archive.with(point(evaluation));
        }
    }

    @Override
    public Map<String, Double> statistics() {
        return Map.of("pareto_points", (double) archive.points().size(), "pareto_volume", archive.volume());
    }

    private Point point(Evaluation evaluation) {
        return new Point(measure.of(evaluation), usage.latencyOrMacs(evaluation));
    }
}
