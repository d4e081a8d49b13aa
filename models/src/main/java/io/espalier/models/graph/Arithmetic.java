package io.espalier.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Operators that compute element by element, or average. */
public sealed interface Arithmetic extends Operator {

    /**
     * Element-wise arithmetic of two tensors of equal rank; a dimension of size 1 is repeated along the other's (numpy's broadcasting).
     */
    record Elementwise(Kind kind) implements Arithmetic {

        public static final Elementwise ADD = new Elementwise(Kind.ADD);
        public static final Elementwise MULTIPLY = new Elementwise(Kind.MULTIPLY);

        /** What is done with each pair of values. */
        public enum Kind {
            ADD,
            SUBTRACT,
            MULTIPLY,
            DIVIDE
        }

        @Override
        public int inputCount() {
            return 2;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape first = inputs.get(0);
            TensorShape second = inputs.get(1);
            if (first.rank() != second.rank()) {
                throw new IllegalArgumentException("Elementwise must have inputs of equal rank: " + inputs);
            }
            List<Integer> sizes = new ArrayList<>();
            for (int axis = 0; axis < first.rank(); axis++) {
                int one = first.size(axis);
                int other = second.size(axis);
                if (!(one == other || one == 1 || other == 1)) {
                    throw new IllegalArgumentException(
                            "Elementwise must have inputs that are equal or 1 in every dimension: " + inputs);
                }
                sizes.add(Math.max(one, other));
            }
            return new TensorShape(sizes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.elementwise(this);
        }
    }

    /**
     * Values that do not depend on the input, the same for every example of a batch. Parameter {@code value} of the tensor's shape.
     *
     * @param shape of the tensor, without the batch dimension
     */
    record Constant(TensorShape shape) implements Arithmetic {

        @Override
        public int inputCount() {
            return 0;
        }

        @Override
        public Map<String, List<Integer>> parameterShapes() {
            return Map.of(Roles.VALUE, shape.dimensions());
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return shape;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.constant(this);
        }
    }

    /**
     * Mean over some axes.
     *
     * @param axes ascending, without the batch
     * @param keepDimensions whether these axes stay with size 1
     */
    record ReduceMean(List<Integer> axes, boolean keepDimensions) implements Arithmetic {

        /** @throws IllegalArgumentException if there is no axis, or they are negative or doubled */
        public ReduceMean {
            axes = List.copyOf(new TreeSet<>(axes));
            Rearrangement.requireAxes("ReduceMean", axes);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            List<Integer> sizes = new ArrayList<>();
            for (int axis = 0; axis < input.rank(); axis++) {
                if (!axes.contains(axis)) {
                    sizes.add(input.size(axis));
                } else if (keepDimensions) {
                    sizes.add(1);
                }
            }
            Rearrangement.requireWithin("ReduceMean", axes, input.rank());
            return new TensorShape(sizes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reduceMean(this);
        }
    }
}
