package io.espalier.env.staircase;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A target whose times follow a law: a convolution of fewer than 16 input channels, or of a multiple of 4, takes its output channels in
 * vectors of 16 and its input channels padded to 4; any other takes half as long again for each of its own. Noise is 1 %. Time passes only
 * while it measures.
 */
final class BlockedKernels implements Target {

    static final double NOISE = 0.01;
    private static final int VECTOR = 16;
    private static final int LANES = 4;
    private static final double NANOS_PER_MAC = 0.012;
    private static final double UNBLOCKED = 1.6;
    private static final double LAYER_NANOS = 500;
    private static final double NANOS_PER_VALUE = 0.05;
    private static final double CALL_NANOS = 8_000;
    private static final double SHARED_CORE = 1.5;

    private final TargetFingerprint fingerprint;
    private final List<String> measured = new ArrayList<>();
    private long now;
    private int disturbedEvery = Integer.MAX_VALUE;
    private int blocks;

    BlockedKernels(String processor) {
        this.fingerprint = TargetFingerprint.of(Map.of("processor", processor, "batch", "1"));
    }

    /** Every so many blocks something shares the core. */
    BlockedKernels disturbedEvery(int every) {
        disturbedEvery = every;
        return this;
    }

    long nanoTime() {
        return now;
    }

    /** Ids of the networks, in the order in which they were asked for. */
    List<String> measured() {
        return List.copyOf(measured);
    }

    @Override
    public TargetFingerprint fingerprint() {
        return fingerprint;
    }

    @Override
    public Block measure(BlockRequest request) {
        double slow = ++blocks % disturbedEvery == 0 ? SHARED_CORE : 1;
        RandomGenerator random = RandomKey.of(request.seed(), "law").generator();
        List<Double> times = request.networks().stream()
                .map(network -> slow * nanos(network))
                .toList();
        double canary = slow * nanos(request.canary());
        List<Block.Round> rounds = new ArrayList<>();
        long start = now;
        for (int round = 0; round < request.rounds(); round++) {
            List<Long> nanos = new ArrayList<>();
            List<Long> canaries = new ArrayList<>(List.of(noisy(canary, random)));
            for (double time : times) {
                nanos.add(noisy(time, random));
                canaries.add(noisy(canary, random));
            }
            nanos.forEach(time -> now += time);
            rounds.add(new Block.Round(nanos, canaries, 0, 0));
        }
        request.networks().forEach(network -> measured.add(network.id()));
        return new Block(
                request.id(),
                fingerprint,
                request.networks().stream().map(TargetNetwork::id).toList(),
                rounds,
                now - start);
    }

    @Override
    public void close() {}

    /** What the law says. */
    static double nanos(TargetNetwork network) {
        return nanos(OnnxCodec.fromBytes(network.onnx(), "simulated"));
    }

    static double nanos(NetworkGraph graph) {
        double nanos = CALL_NANOS;
        for (Node node : graph.nodes()) {
            if (node.operator() instanceof Conv2d conv) {
                nanos += nanos(conv, graph.shape(node.name()).positions());
            } else if (node.operator() instanceof Dense dense) {
                nanos += LAYER_NANOS + NANOS_PER_MAC * dense.inFeatures() * padded(dense.outFeatures(), VECTOR);
            } else if (!node.name().startsWith("sum")) {
                nanos += NANOS_PER_VALUE * graph.shape(node.name()).size();
            }
        }
        return nanos;
    }

    private static double nanos(Conv2d conv, int positions) {
        int in = conv.inChannels() / conv.groups();
        double each = NANOS_PER_MAC * positions * conv.window().taps();
        boolean blocked = in < VECTOR || in % LANES == 0;
        return LAYER_NANOS
                + each
                        * (blocked
                                ? in * padded(conv.outChannels(), VECTOR)
                                : UNBLOCKED * in * (conv.outChannels() + 2));
    }

    private static int padded(int count, int vector) {
        return (count + vector - 1) / vector * vector;
    }

    private static long noisy(double nanos, RandomGenerator random) {
        return Math.max(1, Math.round(nanos * Math.exp(NOISE * random.nextGaussian())));
    }
}
