package io.espalier.env.kernel;

/** Whether this virtual machine was started so that the kernels run, and run fast. */
public final class VectorSupport {

    /** Kernels keep 16 sums and their operands in registers; processors with narrower vectors have 16 in all. */
    private static final int FAST_LANES = 16;

    private VectorSupport() {}

    /** Whether the kernels can be loaded: the module {@code jdk.incubator.vector} was added when the machine was started. */
    public static boolean isPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** Whether they are also faster than ONNX Runtime. */
    public static boolean isFast() {
        return isPresent() && Lanes.COUNT >= FAST_LANES;
    }
}
