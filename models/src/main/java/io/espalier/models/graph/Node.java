package io.espalier.models.graph;

import java.util.List;

/**
 * One application of an operator. A node has one output tensor, which bears the node's name.
 *
 * @param name unique in its graph
 * @param inputs names of nodes, or of the graph's input, in the operator's order
 * @param parameters names of parameters in the order of {@link Operator#parameterShapes()}; two nodes may share one
 */
public record Node(String name, Operator operator, List<String> inputs, List<String> parameters) {

    /** @throws IllegalArgumentException if the counts of inputs or parameters are not the operator's */
    public Node {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        if (inputs.size() != operator.inputCount()) {
            throw new IllegalArgumentException(
                    "node '%s' must have %d inputs: %s".formatted(name, operator.inputCount(), inputs));
        }
        if (parameters.size() != operator.parameterShapes().size()) {
            throw new IllegalArgumentException("node '%s' must have parameters %s: %s"
                    .formatted(name, operator.parameterShapes().keySet(), parameters));
        }
    }

    /**
     * Name of the parameter that plays a role.
     *
     * @throws IllegalArgumentException if the operator has no such role
     */
    public String parameter(String role) {
        int index = List.copyOf(operator.parameterShapes().keySet()).indexOf(role);
        if (index < 0) {
            throw new IllegalArgumentException("node '%s' has no parameter in the role '%s'".formatted(name, role));
        }
        return parameters.get(index);
    }

    /** Whether the operator has a parameter in this role. */
    public boolean has(String role) {
        return operator.parameterShapes().containsKey(role);
    }

    public Node withOperator(Operator newOperator) {
        return new Node(name, newOperator, inputs, parameters);
    }
}
