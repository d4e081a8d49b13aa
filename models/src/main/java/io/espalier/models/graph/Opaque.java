package io.espalier.models.graph;

import java.util.List;

/**
 * A node of a foreign file that is kept as it is: run, but not looked into. Nothing is pruned that it reads or makes.
 *
 * @param type what the file calls the operator, for messages
 * @param definition the node in the form of the codec that read it; only that codec understands it
 * @param inputCount how many computed tensors go in; constants are part of the definition
 * @param result which of the node's outputs this is; nodes of equal definition and inputs are one node with several outputs
 * @param output shape of this output as it was when the file was read
 */
public record Opaque(String type, String definition, int inputCount, int result, TensorShape output)
        implements Operator {

    /** @throws IllegalArgumentException if a count is negative */
    public Opaque {
        if (!(inputCount >= 0 && result >= 0)) {
            throw new IllegalArgumentException(
                    "inputCount and result must not be negative: %d, %d".formatted(inputCount, result));
        }
    }

    @Override
    public TensorShape outputShape(List<TensorShape> inputs) {
        return output;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.opaque(this);
    }
}
