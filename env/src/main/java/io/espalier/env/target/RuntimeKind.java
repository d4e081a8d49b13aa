package io.espalier.env.target;

/** What runs the network. */
public enum RuntimeKind {
    /** Microsoft's ONNX Runtime. */
    ONNX_RUNTIME,
    /** Deeplearning4j, in its training layout, with our oneDNN layers. */
    DL4J
}
