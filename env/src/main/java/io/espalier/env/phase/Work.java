package io.espalier.env.phase;

import java.util.Locale;

/** What a worker does for a candidate, several workers at once; a part of {@link Phase#SCORING} and {@link Phase#PROFILE}. */
public enum Work {
    /** Channels are cut and the layers behind them fitted anew. */
    RECONSTRUCTION,
    /** The network is written as ONNX and loaded. */
    SESSION,
    /** Images are passed through it. */
    INFERENCE;

    /** As it is written down: {@code "inference"}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
