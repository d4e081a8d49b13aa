package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A machine that is made of numbers: every loading of a network differs from the next, so does every round, and a share of the rounds runs
 * on a shared core, where each network has another time. A candidate's only byte is its number.
 */
final class SimulatedTarget implements Target {

    static final long REFERENCE_NANOS = 500_000;
    static final long CANARY_NANOS = 100_000;
    static final long MEMORY_NANOS = 60_000;

    private static final double REFERENCE_SHARED = 0.17;
    private static final double CANARY_SHARED = 0.4;
    /** A candidate with many weights is slowed down by this share of what the memory canary is. */
    private static final double CANDIDATE_CONTENDED = 0.5;

    private static final double CANARY_DEVIATION = 0.02;
    private static final long ELAPSED_NANOS = 300_000_000;

    /** Standard deviation of a ratio between blocks, as was measured: 0.4 to 0.8 %. */
    private static final double BLOCK_DEVIATION = 0.007;

    private static final double ROUND_DEVIATION = 0.03;

    /** Chance that a round is run on a shared core, by the block's number. */
    IntToDoubleFunction shared = block -> 0;
    /** By how much, as logarithm, the memory canary is slowed down because others use the memory, by the block's number. */
    IntToDoubleFunction contended = block -> 0;
    /** By how much, as logarithm, the reference is slowed down by what no canary feels, by the block's number. */
    IntToDoubleFunction lag = block -> 0;
    /** The share of that which a candidate feels; a small one feels little. */
    double candidateFeels = 0.25;
    /** What the fingerprint in a block says, by the block's number. */
    IntFunction<String> machineAfter = block -> "simulated";

    double driftPerBlock;
    boolean hasCanary = true;
    long waitedNanos;
    long stolenNanos;

    private final RandomKey key;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<BlockRequest> requests = new ArrayList<>();

    SimulatedTarget(long seed) {
        this.key = RandomKey.of(seed, "simulated");
    }

    /** Log-ratios to the reference on a core of its own and on a shared one. */
    private record Candidate(double alone, double shared) {}

    SimulatedTarget withCandidate(double alone, double onSharedCore) {
        candidates.add(new Candidate(alone, onSharedCore));
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
        int number = requests.size();
        requests.add(request);
        RandomGenerator random = key.at(number).generator();
        List<Double> logs = request.networks().stream()
                .map(network -> BLOCK_DEVIATION / Math.sqrt(2) * random.nextGaussian())
                .toList();
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < request.rounds(); i++) {
            rounds.add(round(request, logs, number, random));
        }
        return new Block(
                request.id(),
                TargetFingerprint.of(Map.of("machine", machineAfter.apply(number))),
                request.networks().stream().map(TargetNetwork::id).toList(),
                rounds,
                ELAPSED_NANOS);
    }

    private Round round(BlockRequest request, List<Double> loadings, int block, RandomGenerator random) {
        boolean isShared = random.nextDouble() < shared.applyAsDouble(block);
        List<Long> nanos = new ArrayList<>();
        for (int place = 0; place < loadings.size(); place++) {
            if (place == Series.MEMORY) {
                double log = contended.applyAsDouble(block);
                nanos.add(time(MEMORY_NANOS, log, CANARY_DEVIATION, random));
                continue;
            }
            double log = loadings.get(place) + (isShared ? REFERENCE_SHARED : 0);
            double lags = lag.applyAsDouble(block);
            log += place >= Series.FIRST_CANDIDATE ? candidateFeels * lags : lags;
            if (place >= Series.FIRST_CANDIDATE) {
                Candidate candidate =
                        candidates.get(request.networks().get(place).onnx()[0]);
                log += (isShared ? candidate.shared() : candidate.alone()) + driftPerBlock * block;
                log += contended.applyAsDouble(block) * CANDIDATE_CONTENDED;
            }
            nanos.add(time(REFERENCE_NANOS, log, ROUND_DEVIATION / Math.sqrt(2), random));
        }
        List<Long> canaries = new ArrayList<>();
        for (int i = 0; hasCanary && i <= loadings.size(); i++) {
            canaries.add(time(CANARY_NANOS, isShared ? CANARY_SHARED : 0, CANARY_DEVIATION, random));
        }
        return new Round(nanos, canaries, waitedNanos, stolenNanos);
    }

    private static long time(long nanos, double log, double deviation, RandomGenerator random) {
        return Math.round(nanos * Math.exp(log + deviation * random.nextGaussian()));
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
