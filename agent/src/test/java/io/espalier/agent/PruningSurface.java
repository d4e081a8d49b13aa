package io.espalier.agent;

import io.espalier.env.contract.EpisodeModel;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * What a search by accuracy looks like, computed in microseconds: a chain of layers whose MACs are products of neighbours' channels, half of
 * them at most; a loss of accuracy that every group adds to by a curve of its own and that neighbours make worse together; sensitivities as
 * measured one group at a time; and a noise that belongs to the plan, as the images of one search split give it.
 */
final class PruningSurface implements ToyEnvironment.Problem, EpisodeModel {

    private static final double MAX_RATIO = 0.75;
    private static final double USUAL_BUDGET = 0.5;
    private static final double WHOLE_ACCURACY = 0.92;

    /** Of an accuracy on a thousand images that are the same for all plans. */
    private static final double NOISE = 0.003;

    private final long seed;
    private final int[] widths;
    private final double[] work;
    private final double[] fragility;
    private final double[] bend;
    private final double[][] together;
    private final double[][] sensitivity;
    private final double budget;
    private final boolean budgetSeen;

    /** The same surface with another budget, which is seen. */
    PruningSurface at(double otherBudget) {
        return new PruningSurface(this, otherBudget);
    }

    private PruningSurface(PruningSurface other, double budget) {
        this.seed = other.seed;
        this.widths = other.widths;
        this.work = other.work;
        this.fragility = other.fragility;
        this.bend = other.bend;
        this.together = other.together;
        this.sensitivity = other.sensitivity;
        this.budget = budget;
        this.budgetSeen = true;
    }

    /** @param groups at least 2 */
    PruningSurface(long seed, int groups) {
        this.seed = seed;
        budget = USUAL_BUDGET;
        budgetSeen = false;
        RandomGenerator random = RandomKey.of(seed, "test.surface").generator();
        widths = new int[groups];
        work = new double[groups];
        fragility = new double[groups];
        bend = new double[groups];
        together = new double[groups][groups];
        for (int i = 0; i < groups; i++) {
            widths[i] = 16 << (3 * i / groups);
            work[i] = (0.5 + random.nextDouble()) / Math.pow(widths[i], 2);
            fragility[i] = 0.02 * Math.exp(3 * random.nextDouble());
            bend[i] = 1.5 + 2 * random.nextDouble();
            for (int j = 0; j < i; j++) {
                together[i][j] = (j == i - 1 ? 2 : 0.7) * (1.6 * random.nextDouble() - 0.5);
            }
        }
        sensitivity = new double[groups][3];
        for (int i = 0; i < groups; i++) {
            for (int point = 0; point < 3; point++) {
                double[] ratios = new double[groups];
                ratios[i] = (point + 1) / 4.0;
                double drop = WHOLE_ACCURACY - accuracy(ratios) + NOISE * random.nextGaussian();
                sensitivity[i][point] = Math.max(point == 0 ? 0 : sensitivity[i][point - 1], drop);
            }
        }
    }

    private double accuracy(double... ratios) {
        double damage = 0;
        for (int i = 0; i < ratios.length; i++) {
            damage += fragility[i] * Math.pow(ratios[i], bend[i]);
            for (int j = 0; j < i; j++) {
                damage +=
                        together[i][j] * Math.sqrt(fragility[i] * fragility[j]) * Math.pow(ratios[i] * ratios[j], 1.5);
            }
        }
        return WHOLE_ACCURACY * Math.exp(-Math.max(0, damage));
    }

    /** The accuracy without noise of kept counts. */
    double truth(int... kept) {
        return accuracy(ratios(kept));
    }

    /** The accuracy that a search sees. */
    double seen(int... kept) {
        long[] place = IntStream.of(kept).asLongStream().toArray();
        double noise = RandomKey.of(seed, "test.noise").at(place).generator().nextGaussian();
        return truth(kept) + NOISE * noise;
    }

    private double[] ratios(int... kept) {
        return IntStream.range(0, widths.length)
                .mapToDouble(i -> i < kept.length ? 1 - (double) kept[i] / widths[i] : 0)
                .toArray();
    }

    /** MACs as a share of the whole; what comes after the counts is at its smallest or whole. */
    private double macs(List<Integer> kept, boolean restSmallest) {
        double macs = 0;
        double whole = 0;
        double before = 1;
        double beforeWhole = 1;
        for (int i = 0; i < widths.length; i++) {
            double count = i < kept.size() ? kept.get(i) : restSmallest ? smallest(i) : widths[i];
            macs += work[i] * before * count;
            whole += work[i] * beforeWhole * widths[i];
            before = count;
            beforeWhole = widths[i];
        }
        return macs / whole;
    }

    private int smallest(int group) {
        return (int) Math.round(widths[group] * (1 - MAX_RATIO));
    }

    private int asked(int group, double action) {
        return (int) Math.round(widths[group] * (1 - MAX_RATIO * action));
    }

    private List<Integer> decided(double... actions) {
        List<Integer> kept = new ArrayList<>();
        for (double action : actions) {
            int count = asked(kept.size(), action);
            kept.add(count);
            while (macs(kept, true) > budget && count > smallest(kept.size() - 1)) {
                count--;
                kept.set(kept.size() - 1, count);
            }
        }
        return kept;
    }

    @Override
    public int[] kept(double... actions) {
        return decided(actions).stream().mapToInt(count -> count).toArray();
    }

    @Override
    public double[] taken(double... actions) {
        int[] kept = kept(actions);
        return IntStream.range(0, kept.length)
                .mapToDouble(i -> Math.min(1, (1 - (double) kept[i] / widths[i]) / MAX_RATIO))
                .toArray();
    }

    @Override
    public double[] used(double... actions) {
        List<Integer> kept = new ArrayList<>();
        for (double action : actions) {
            kept.add(asked(kept.size(), action));
        }
        return new double[] {macs(kept, false) / budget};
    }

    @Override
    public double expectedDrop(int step, double action) {
        double place = 4 * action * MAX_RATIO;
        int before = Math.min(2, (int) place);
        double low = before == 0 ? 0 : sensitivity[step][before - 1];
        return low + (place - before) * (sensitivity[step][before] - low);
    }

    @Override
    public double[] observation(double... actions) {
        List<Integer> kept = decided(actions);
        int group = Math.min(kept.size(), widths.length - 1);
        double last = kept.isEmpty() ? 0 : 1 - (double) kept.get(kept.size() - 1) / widths[kept.size() - 1];
        double[] features = {
            (double) group / (widths.length - 1),
            widths[group] / 64.0,
            work[group] * Math.pow(widths[group], 2) / 1.5,
            sensitivity[group][0],
            sensitivity[group][1],
            sensitivity[group][2],
            macs(kept, true) / budget,
            macs(kept, false) - budget,
            macs(kept, false) - macs(kept, true),
            last,
            budget
        };
        return Arrays.stream(features)
                .limit(schema().size())
                .map(value -> Math.max(0, Math.min(1, value)))
                .toArray();
    }

    @Override
    public ObservationSchema schema() {
        List<String> features = List.of(
                "position",
                "width",
                "work",
                "sensitivity_25",
                "sensitivity_50",
                "sensitivity_75",
                "used",
                "to_remove",
                "undecided",
                "last_ratio",
                "budget");
        return new ObservationSchema(features.subList(0, budgetSeen ? features.size() : features.size() - 1));
    }

    @Override
    public int steps() {
        return widths.length;
    }

    @Override
    public double[] observe(List<Double> actions) {
        return observation(actions.stream().mapToDouble(action -> action).toArray());
    }

    @Override
    public double reward(List<Double> actions) {
        return seen(kept(actions.stream().mapToDouble(action -> action).toArray()));
    }

    @Override
    public SearchProblem problem() {
        return new SearchProblem(schema(), steps(), this, budget);
    }
}
