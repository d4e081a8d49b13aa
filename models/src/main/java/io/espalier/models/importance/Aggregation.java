package io.espalier.models.importance;

/** How several numbers about one unit become one. */
public enum Aggregation {
    /** All of them count: the unit goes from everywhere at once. */
    SUM {
        @Override
        double join(double... values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum;
        }
    },
    /** As the sum, but having more of them is no merit. */
    MEAN {
        @Override
        double join(double... values) {
            return SUM.join(values) / values.length;
        }
    },
    /** A unit stays if it matters anywhere. */
    MAX {
        @Override
        double join(double... values) {
            double max = values[0];
            for (double value : values) {
                max = Math.max(max, value);
            }
            return max;
        }
    },
    /** Only the first in topological order is heard. */
    FIRST {
        @Override
        double join(double... values) {
            return values[0];
        }
    };

    /** Joins values in their order; none gives 0. */
    public double of(double... values) {
        return values.length == 0 ? 0 : join(values);
    }

    abstract double join(double... values);
}
