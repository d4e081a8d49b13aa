package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A machine that is made of numbers: every loading of a network differs from the next by {@link #blockDeviation}, every round by
 * {@link #roundDeviation}, and a share of the rounds runs on a shared core, where each network has another time.
 */
final class SimulatedTarget implements Target {

    static final long REFERENCE_NANOS = 500_000;
    static final long CANARY_NANOS = 100_000;

    double blockDeviation = 0.007;
    double roundDeviation = 0.03;
    /** Chance that a round is run on a shared core, by the block's number. */
    java.util.function.IntToDoubleFunction shared = block -> 0;
    /** Log-ratio of candidates on a core of their own and on a shared one. */
    List<double[]> logRatios = new ArrayList<>();

    double driftPerBlock;
    boolean hasCanary = true;
    long waitedNanos;
    long stolenNanos;
    int blocks;

    private final RandomKey key;
    private final List<BlockRequest> requests = new ArrayList<>();

    SimulatedTarget(long seed) {
        this.key = RandomKey.of(seed, "simulated");
    }

    SimulatedTarget withCandidate(double alone, double shared) {
        logRatios.add(new double[] {alone, shared});
        return this;
    }

    List<BlockRequest> requests() {
        return requests;
    }

    @Override
    public TargetFingerprint fingerprint() {
        return TargetFingerprint.of(Map.of("machine", "simulated"));
    }

    @Override
    public Block measure(BlockRequest request) {
        requests.add(request);
        RandomGenerator random = key.at(blocks).generator();
        List<Double> loadings = new ArrayList<>();
        request.networks().forEach(network -> loadings.add(blockDeviation * random.nextGaussian() / Math.sqrt(2)));
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < request.rounds(); i++) {
            rounds.add(round(request, loadings, random));
        }
        Block block = new Block(
                request.id(),
                fingerprint(),
                request.networks().stream().map(network -> network.id()).toList(),
                rounds,
                300_000_000L);
        blocks++;
        return block;
    }

    private Round round(BlockRequest request, List<Double> loadings, RandomGenerator random) {
        int state = random.nextDouble() < shared.applyAsDouble(blocks) ? 1 : 0;
        List<Long> nanos = new ArrayList<>();
        for (int place = 0; place < loadings.size(); place++) {
            double log = place < Series.FIRST_CANDIDATE
                    ? 0.17 * state
                    : logRatio(request, place)[state] + 0.17 * state + driftPerBlock * blocks;
            nanos.add(time(REFERENCE_NANOS, log + loadings.get(place), roundDeviation / Math.sqrt(2), random));
        }
        List<Long> canaries = new ArrayList<>();
        for (int i = 0; i <= loadings.size() && hasCanary; i++) {
            canaries.add(time(CANARY_NANOS, 0.4 * state, 0.01, random));
        }
        return new Round(nanos, canaries, waitedNanos, stolenNanos);
    }

    /** A candidate's bytes are its number. */
    private double[] logRatio(BlockRequest request, int place) {
        return logRatios.get(request.networks().get(place).onnx()[0]);
    }

    private static long time(long nanos, double log, double deviation, RandomGenerator random) {
        return Math.round(nanos * Math.exp(log + deviation * random.nextGaussian()));
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
