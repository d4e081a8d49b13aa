package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Removes the units of a group one after the other, each time the one without which the layers behind can be refitted best. With
 * {@code H} the inverse of a layer's (ridged) moments and {@code u} the features of a unit, leaving the unit out and refitting the others
 * costs
 *
 * <pre>|Y - Y'|^2 = tr(W_u' (H_uu)^-1 W_u),   W -= H_.u (H_uu)^-1 W_u,   H -= H_.u (H_uu)^-1 H_u.</pre>
 *
 * This is Optimal Brain Surgeon (Hassibi and Stork 1993, "Second order derivatives for network pruning: Optimal Brain Surgeon") for blocks of weights
 * and the error of a layer's output, as in Dong et al. 2017 ("Learning to Prune Deep Neural Networks via Layer-wise Optimal Brain Surgeon");
 * here a block is a channel, and the refit is the one that {@link Reconstructor} makes afterwards. Takes {@code features³} operations a
 * layer.
 */
public final class LeastSquaresElimination {

    private final List<Layer> layers;
    private final List<Integer> left;

    /**
     * One removal.
     *
     * @param unit that goes
     * @param error of all removals so far: the least mean square that refitted layers miss, relative to that of their output and summed over
     *     layers; never falls from step to step
     */
    public record Step(int unit, double error) {}

    private LeastSquaresElimination(List<Layer> layers, int width) {
        this.layers = layers;
        this.left = new ArrayList<>(IntStream.range(0, width).boxed().toList());
    }

    /**
     * All units in the order in which they go, of equal ones the higher index first.
     *
     * @param statistics of the network that the group belongs to
     * @return empty if no layer behind the group has moments
     */
    public static List<Step> of(GramStatistics statistics, ChannelGroup group) {
        List<Layer> layers =
                GroupReader.of(statistics, group).stream().map(Layer::of).toList();
        return layers.isEmpty() ? List.of() : new LeastSquaresElimination(layers, group.width()).steps();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        double error = 0;
        while (!left.isEmpty()) {
            double least = Double.POSITIVE_INFINITY;
            int cheapest = left.get(0);
            for (int unit : left) {
                double cost =
                        layers.stream().mapToDouble(layer -> layer.cost(unit)).sum();
                if (cost <= least) {
                    least = cost;
                    cheapest = unit;
                }
            }
            int gone = cheapest;
            left.remove((Integer) gone);
            layers.forEach(layer -> layer.remove(gone));
            error += least;
            steps.add(new Step(gone, error));
        }
        return steps;
    }

    /** A layer behind the group; its weights and its inverse change from step to step. */
    private record Layer(GroupReader reader, RowMatrix inverse, RowMatrix weights) {

        static Layer of(GroupReader reader) {
            int size = reader.gram().rows();
            int[] all = IntStream.range(0, size).toArray();
            RowMatrix ridged = reader.gram().select(all, all);
            double diagonal = 0;
            for (int i = 0; i < size; i++) {
                diagonal += ridged.get(i, i) / size;
            }
            RowMatrix inverse = new RowMatrix(size, size);
            for (int i = 0; i < size; i++) {
                ridged.set(i, i, ridged.get(i, i) + LayerFit.RELATIVE_RIDGE * diagonal);
                inverse.set(i, i, 1);
            }
            Cholesky.inPlace(ridged).solveInPlace(inverse);
            return new Layer(reader, inverse, reader.weights().transposed());
        }

        double cost(int unit) {
            int[] features = reader.features().get(unit);
            RowMatrix solved = solved(features, weights);
            double cost = 0;
            for (int i = 0; i < features.length; i++) {
                for (int output = 0; output < weights.columns(); output++) {
                    cost += weights.get(features[i], output) * solved.get(i, output);
                }
            }
            return Math.max(0, cost) / reader.energy();
        }

        void remove(int unit) {
            int[] features = reader.features().get(unit);
            RowMatrix weightChange = solved(features, weights);
            RowMatrix inverseChange = solved(features, inverse);
            double[] factors = new double[features.length];
            for (int row = 0; row < inverse.rows(); row++) {
                for (int i = 0; i < features.length; i++) {
                    factors[i] = -inverse.get(row, features[i]);
                }
                RowMatrix.addRows(weights.row(row), 0, weightChange, factors, features.length);
                RowMatrix.addRows(inverse.row(row), 0, inverseChange, factors, features.length);
            }
        }

        /** {@code (H_uu)^-1} times the unit's rows of a matrix. */
        private RowMatrix solved(int[] features, RowMatrix matrix) {
            RowMatrix rows =
                    matrix.select(features, IntStream.range(0, matrix.columns()).toArray());
            Cholesky.inPlace(inverse.select(features, features)).solveInPlace(rows);
            return rows;
        }
    }
}
