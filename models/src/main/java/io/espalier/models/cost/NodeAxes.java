package io.espalier.models.cost;

/** How long the axes of a node are, by how many units each group keeps. Immutable. */
public final class NodeAxes {

    private final NodeCost cost;

    NodeAxes(NodeCost cost) {
        this.cost = cost;
    }

    /** Name of the node. */
    public String node() {
        return cost.name();
    }

    /** Whether it has a weight; without one {@link #inputs} is 0. */
    public boolean hasWeight() {
        return cost.factors().macsPerPair() > 0;
    }

    /**
     * Columns of its weight: channels that one of its outputs reads.
     *
     * @param kept one count per group, in the groups' order; not checked, because this is asked thousands of times in a search
     */
    public int inputs(int... kept) {
        return Math.toIntExact(cost.inputs().at(kept));
    }

    /** Channels that it makes; {@code kept} as in {@link #inputs}. */
    public int outputs(int... kept) {
        return Math.toIntExact(cost.outputs().at(kept));
    }

    /** Values of the tensor that it makes, for one example; {@code kept} as in {@link #inputs}. */
    public long values(int... kept) {
        return cost.values(kept);
    }
}
