package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Optional;

/**
 * Asks a target for blocks until it knows the ratios well enough, or until it must stop. What it asks for next and what it says in the end
 * depend on nothing but its settings, the canary's level at the start and the blocks, so that recorded blocks give the same figures again.
 * Not for several threads at once.
 */
public final class LatencyMeter {

    private final Target target;
    private final MeterSettings settings;
    private final CanaryLevels levels;

    /** @param levels what is known of the canary's time, and where more is remembered */
    public LatencyMeter(Target target, MeterSettings settings, CanaryLevels levels) {
        this.target = target;
        this.settings = settings;
        this.levels = levels;
    }

    /** As {@link #read}, and tells what it means. */
    public Measurement measure(String id, long seed, TargetNetwork reference, List<TargetNetwork> candidates) {
        return read(id, seed, reference, candidates).measurement();
    }

    /**
     * Measures candidates against a reference and keeps the blocks, for differences between candidates and for whoever wants the samples.
     *
     * @param id of the measurement, the same for no other on this target; blocks are {@code id/0}, {@code id/1} and so on
     * @param seed of orders and of resampling; not 0
     * @param reference what all ratios are to
     * @param candidates may be empty: then only the reference's time and its twin's ratio are told
     * @throws IllegalArgumentException if the seed is 0
     * @throws io.espalier.env.target.TargetException if the target cannot be reached, does not take a network, or has become another
     */
    public MeterReading read(String id, long seed, TargetNetwork reference, List<TargetNetwork> candidates) {
        TargetFingerprint fingerprint = target.fingerprint();
        List<Series> series = Series.split(reference, candidates);
        BlockPlan plan = new BlockPlan(id, RandomKey.of(seed, "latency.block"), settings, series.size());
        MeterReading reading = new MeterReading(
                fingerprint,
                RandomKey.of(seed, "latency.interval"),
                series,
                levels.of(fingerprint, reference.id()),
                Optional.empty());
        List<Integer> unfinished = reading.unfinished(settings);
        Optional<Ending> ending = Optional.empty();
        while (ending.isEmpty()) {
            for (int index : unfinished) {
                Series next = reading.series().get(index);
                Block block = target.measure(plan.request(reading.blocks(), next));
                fingerprint.requireSame(block.fingerprint());
                reading = reading.with(index, block, levels.learn(block));
            }
            unfinished = reading.unfinished(settings);
            ending = reading.ending(unfinished, settings);
        }
        MeterReading whole = reading.ended(ending.get());
        whole.pace().ifPresent(quotient -> levels.rememberPace(fingerprint, reference.id(), quotient));
        return whole;
    }
}
