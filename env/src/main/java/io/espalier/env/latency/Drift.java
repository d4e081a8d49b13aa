package io.espalier.env.latency;

/**
 * Whether later blocks say the same as earlier ones.
 *
 * @param ratioChange by how much the log-ratio of the network that drifted most is larger in the second half of the blocks
 * @param referenceChange the same of the logarithm of the reference's own time
 * @param beyondNoise whether a ratio's change is larger than its interval allows, so that the interval is not to be believed
 */
public record Drift(double ratioChange, double referenceChange, boolean beyondNoise) {

    public static final Drift NONE = new Drift(0, 0, false);
}
