package io.espalier.env.evaluation;

import io.espalier.env.target.TargetNetwork;
import java.util.function.Supplier;

/**
 * A plan that has been scored.
 *
 * @param evaluation without latency
 * @param network as a target takes it; may be built at every call, which takes as long as building a candidate
 */
public record Scored(Evaluation evaluation, Supplier<TargetNetwork> network) {}
