package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import java.util.List;
import java.util.Optional;

/**
 * How the units of a group add up to what the layers behind it make of them. A layer's output is a sum {@code Y = Z_1 + ... + Z_n} of one
 * term per unit; known of these terms are the means of their products {@code Z_i . Z_j}, from which the error of leaving out or scaling any
 * units follows. Each layer counts relative to its output's mean square, and layers are added. Immutable.
 */
public final class UnitContributions {

    private final double[][] products;

    private UnitContributions(double[][] products) {
        this.products = products;
    }

    /**
     * Contributions on the calibration images.
     *
     * @param statistics of the network that the group belongs to
     * @return empty if no layer behind the group has moments
     */
    public static Optional<UnitContributions> of(GramStatistics statistics, ChannelGroup group) {
        List<GroupReader> readers = GroupReader.of(statistics, group);
        double[][] products = new double[group.width()][group.width()];
        readers.forEach(reader -> add(products, reader));
        return readers.isEmpty() ? Optional.empty() : Optional.of(new UnitContributions(products));
    }

    /** Number of units. */
    public int units() {
        return products.length;
    }

    /** Mean of {@code Z_one . Z_other}, as a share of the mean square of the whole output, summed over layers. */
    public double product(int one, int other) {
        return products[one][other];
    }

    private static void add(double[][] products, GroupReader reader) {
        for (int unit = 0; unit < products.length; unit++) {
            for (int feature : reader.features().get(unit)) {
                double[] influence = reader.influence(feature);
                for (int other = 0; other < products.length; other++) {
                    for (int otherFeature : reader.features().get(other)) {
                        products[unit][other] += influence[otherFeature] / reader.energy();
                    }
                }
            }
        }
    }
}
