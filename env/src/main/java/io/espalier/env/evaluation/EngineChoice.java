package io.espalier.env.evaluation;

/** What may run the networks of candidates. */
public enum EngineChoice {
    /** Lanes where they are faster and compute every operator of the network, else ONNX Runtime. */
    AUTO,
    /** The lanes of the processor's vectors, an image in each. */
    LANES,
    ONNXRUNTIME
}
