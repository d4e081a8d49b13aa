package io.espalier.env.serve;

import java.util.Optional;

/** The messages of ONNX in which tensors can lie, and under which numbers; from the schema onnx.proto, IR version 10. */
enum ModelPart {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE_TENSOR,
    FUNCTION,
    TRAINING;

    /** The message that a field holds; empty if it holds none in which a tensor can lie. */
    Optional<ModelPart> field(int number) {
        return Optional.ofNullable(
                switch (this) {
                    case MODEL ->
                        switch (number) {
                            case 7 -> GRAPH;
                            case 20 -> TRAINING;
                            case 25 -> FUNCTION;
                            default -> null;
                        };
                    case GRAPH ->
                        switch (number) {
                            case 1 -> NODE;
                            case 5 -> TENSOR;
                            case 15 -> SPARSE_TENSOR;
                            default -> null;
                        };
                    case NODE -> number == 5 ? ATTRIBUTE : null;
                    case ATTRIBUTE ->
                        switch (number) {
                            case 5, 10 -> TENSOR;
                            case 6, 11 -> GRAPH;
                            case 22, 23 -> SPARSE_TENSOR;
                            default -> null;
                        };
                    case TENSOR -> null;
                    case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : null;
                    case FUNCTION ->
                        switch (number) {
                            case 7 -> NODE;
                            case 11 -> ATTRIBUTE;
                            default -> null;
                        };
                    case TRAINING -> number == 1 || number == 2 ? GRAPH : null;
                });
    }
}
