package io.espalier.models.action;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A measure of the pruned network that may not exceed a share of the unpruned network's.
 *
 * @param key name of the bound in a config
 * @param budget largest share, in (0, 1]; 1 bounds nothing, even if pruning made the network dearer
 * @param rising whether the measure never falls when a count rises, so that the smallest counts have the least of it
 * @param share measure of the pruned network / of the unpruned one, from a kept count per group; asked thousands of times in a search
 */
public record Bound(String key, double budget, boolean rising, ToDoubleFunction<int[]> share) {

    public static final String MACS = "budget.macs";
    public static final String PARAMETERS = "budget.parameters";
    public static final String BYTES = "budget.bytes";
    public static final String PEAK_MEMORY = "budget.peak_memory";
    public static final String LATENCY = "budget.latency";

    /** Every bound's key, in the order in which they are told. */
    public static final List<String> KEYS = List.of(MACS, PARAMETERS, BYTES, PEAK_MEMORY, LATENCY);

    /** The key without the section of the config that it stands in: {@code macs} and the like. */
    public static String nameOf(String key) {
        return key.substring(key.indexOf('.') + 1);
    }

    /** @throws IllegalArgumentException if the budget is not in (0, 1] */
    public Bound {
        if (!(budget > 0 && budget <= 1)) {
            throw new IllegalArgumentException(key + " must be in (0, 1]: " + budget);
        }
    }

    /** Multiply-accumulates, exactly. */
    public static Bound macs(double budget, CostModel cost) {
        double whole = atLeastOne(cost.whole().macs());
        return new Bound(MACS, budget, true, kept -> cost.macs(kept) / whole);
    }

    /** Trainable values and batch-norm statistics, exactly. */
    public static Bound parameters(double budget, CostModel cost) {
        double whole = atLeastOne(cost.whole().parameters());
        return new Bound(PARAMETERS, budget, true, kept -> cost.parameters(kept) / whole);
    }

    /**
     * The network's ONNX file: its parameters as float32 and all the rest of the unpruned network's file, which pruning does not enlarge. So
     * a file is never above the bound, and below it by a few bytes for each node.
     *
     * @param file length of the unpruned network's ONNX file in bytes
     */
    public static Bound bytes(double budget, CostModel cost, long file) {
        long rest = file - cost.whole().bytes();
        return new Bound(BYTES, budget, true, kept -> (double) (rest + cost.parameters(kept) * Float.BYTES) / file);
    }

    /** Values that tensors hold at once, at most, exactly as {@link Cost#peakActivations} counts them. */
    public static Bound peakMemory(double budget, CostModel cost) {
        double whole = atLeastOne(cost.whole().peakActivations());
        return new Bound(PEAK_MEMORY, budget, true, kept -> cost.peakActivations(kept) / whole);
    }

    /**
     * Time of one inference, as it is predicted at the moment of asking.
     *
     * @param ratio predicted time / the unpruned network's, from a kept count per group
     */
    public static Bound latency(double budget, ToDoubleFunction<int[]> ratio) {
        return new Bound(LATENCY, budget, false, ratio);
    }

    private static double atLeastOne(long whole) {
        return Math.max(1, whole);
    }

    /** The share with these counts. */
    public double of(int... kept) {
        return share.applyAsDouble(kept);
    }

    /** The same. */
    public double of(List<Integer> kept) {
        return of(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether it is one at all. */
    public boolean binds() {
        return budget < 1;
    }

    boolean holds(int... kept) {
        return !binds() || of(kept) <= budget;
    }
}
