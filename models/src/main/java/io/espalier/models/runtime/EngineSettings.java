package io.espalier.models.runtime;

/**
 * How a session of ONNX Runtime works; the execution is always sequential.
 *
 * @param intraOpThreads threads inside one operator, at least 1
 * @param interOpThreads threads across operators, at least 1
 * @param optimisation what is done to the graph before the first run
 * @param provider what executes the operators
 * @param spinning whether idle threads wait busily; off, so that two sessions on one machine do not disturb each other
 */
public record EngineSettings(
        int intraOpThreads, int interOpThreads, Optimisation optimisation, Provider provider, boolean spinning) {

    /** One thread, every optimisation, no spinning: what candidates are evaluated and timed with. */
    public static final EngineSettings DEFAULTS = new EngineSettings(1, 1, Optimisation.ALL, Provider.CPU, false);

    /** Levels of graph optimisation in ONNX Runtime. */
    public enum Optimisation {
        /** The graph as it is. */
        NONE,
        /** What holds on every processor, such as folding batch norm into convolutions. */
        BASIC,
        /** Also fusions for the CPU. */
        EXTENDED,
        /** Also changes of memory layout. */
        ALL
    }

    /** What executes operators; which of them there are depends on the build of ONNX Runtime. */
    public enum Provider {
        CPU,
        XNNPACK,
        DNNL,
        CUDA,
        CORE_ML,
        NNAPI
    }

    /** @throws IllegalArgumentException if a count of threads is not positive */
    public EngineSettings {
        if (!(intraOpThreads > 0 && interOpThreads > 0)) {
            throw new IllegalArgumentException(
                    "threads must be positive: intra-op " + intraOpThreads + ", inter-op " + interOpThreads);
        }
    }

    public EngineSettings withIntraOpThreads(int threads) {
        return new EngineSettings(threads, interOpThreads, optimisation, provider, spinning);
    }

    public EngineSettings withOptimisation(Optimisation level) {
        return new EngineSettings(intraOpThreads, interOpThreads, level, provider, spinning);
    }
}
