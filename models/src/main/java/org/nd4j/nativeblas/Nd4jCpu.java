package org.nd4j.nativeblas;

/**
 * A door at an old address. DL4J 1.0.0-M2.1 asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment}, by reflection, whether oneDNN may be
 * used; the class moved to {@code org.nd4j.linalg.cpu.nativecpu.bindings} in that very release, so the question fails and every
 * convolution runs an order of magnitude slower. This class answers it with what the moved one says. Only
 * {@code io.espalier.models.dl4j.OneDnnBridge} makes DL4J ask; see docs/adr/0002-onednn-bridge.md.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /** The two methods that DL4J calls; their names are DL4J's. */
    public static final class Environment {

        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Whether ND4J's native library lets its operations use oneDNN. */
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
