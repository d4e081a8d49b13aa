package io.espalier.experiments.comparison;

/**
 * What is compared.
 *
 * @param macs budget of the search that knows nothing of time, in (0, 1)
 * @param first target, on which networks of MACs and of latency budgets are compared too
 * @param second target
 */
public record ComparisonSettings(double macs, ComparedTarget first, ComparedTarget second) {

    /** @throws IllegalArgumentException if the budget is out of range */
    public ComparisonSettings {
        if (!(macs > 0 && macs < 1)) {
            throw new IllegalArgumentException("macs must be in (0, 1): " + macs);
        }
    }
}
