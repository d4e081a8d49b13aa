package io.espalier.env.evaluation;

import io.espalier.env.kernel.VectorSupport;
import io.espalier.env.lanes.LaneEngine;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.ImageClassifier;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.surgery.AlignedWidths;

/** Makes the networks of candidates ready to run, all in the same kind of engine. For several threads at once; each engine is for one. */
public interface CandidateEngines {

    /** Which kind it is; never {@link EngineChoice#AUTO}. */
    EngineChoice kind();

    /**
     * Makes a network ready.
     *
     * @param network of the plan
     * @return to be closed by the caller
     */
    ImageClassifier open(NetworkGraph network, PruningPlan plan);

    /**
     * What is wanted, for the pruned forms of a network.
     *
     * @param widths in which ONNX Runtime runs them; lanes take any
     * @throws IllegalArgumentException if lanes are wanted and the virtual machine has none or the network cannot be run in them
     */
    static CandidateEngines of(EngineChoice wanted, NetworkGraph unpruned, AlignedWidths widths) {
        return switch (wanted) {
            case AUTO -> VectorSupport.isFast() && LaneEngine.takes(unpruned) ? lanes() : onnxRuntime(widths);
            case LANES -> {
                requireLanes(unpruned);
                yield lanes();
            }
            case ONNXRUNTIME -> onnxRuntime(widths);
        };
    }

    /** ONNX Runtime, one thread a session. */
    static CandidateEngines onnxRuntime(AlignedWidths widths) {
        return new CandidateEngines() {
            @Override
            public EngineChoice kind() {
                return EngineChoice.ONNXRUNTIME;
            }

            @Override
            public ImageClassifier open(NetworkGraph network, PruningPlan plan) {
                return OnnxEngine.open(OnnxCodec.toBytes(widths.align(network, plan)), EngineSettings.DEFAULTS);
            }
        };
    }

    private static CandidateEngines lanes() {
        return new CandidateEngines() {
            @Override
            public EngineChoice kind() {
                return EngineChoice.LANES;
            }

            @Override
            public ImageClassifier open(NetworkGraph network, PruningPlan plan) {
                // A pruned network has the operators of the unpruned one, and smaller tensors.
                return LaneEngine.of(network).orElseThrow();
            }
        };
    }

    private static void requireLanes(NetworkGraph unpruned) {
        if (!VectorSupport.isPresent()) {
            throw new IllegalArgumentException(
                    "evaluation.engine must be auto or onnxruntime where java was started without --add-modules jdk.incubator.vector: lanes");
        }
        if (!LaneEngine.takes(unpruned)) {
            throw new IllegalArgumentException(
                    "evaluation.engine must be auto or onnxruntime for a network with operators or tensors that lanes do not take: lanes");
        }
    }
}
