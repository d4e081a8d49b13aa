package io.espalier.experiments.latency;

import io.espalier.env.latency.CanaryLevels;
import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.Measurement;
import io.espalier.env.latency.MeterReading;
import io.espalier.env.latency.MeterSettings;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.models.random.RandomKey;
import java.util.List;

/**
 * Measures on an open target and says how far it is.
 *
 * @param seed of orders and resampling; not 0
 */
public record LatencyJob(
        Target target,
        MeterSettings settings,
        CanaryLevels levels,
        long seed,
        Console console,
        Interruption interruption) {

    private static final long MILLIS_PER_SECOND = 1000;

    /**
     * Compares networks.
     *
     * @param networks the reference first
     */
    public MeterReading compare(List<NamedNetwork> networks) {
        List<TargetNetwork> models =
                networks.stream().map(NamedNetwork::network).toList();
        return read("latency", seed, models.get(0), models.subList(1, models.size()));
    }

    /**
     * Measures a network against itself, which is known to be no faster and no slower.
     *
     * @param run counted from 0; each has draws of its own
     */
    public Measurement selfTest(NamedNetwork network, int run) {
        long runSeed = RandomKey.of(seed, "latency.self-test").at(run).derivedSeed();
        return read("self-test/" + run, runSeed, network.network(), List.of(network.network()))
                .measurement();
    }

    private MeterReading read(String id, long runSeed, TargetNetwork reference, List<TargetNetwork> candidates) {
        int capSeconds = Math.toIntExact(Math.max(1, settings.capMillis() / MILLIS_PER_SECOND));
        try (WatchedTarget watched =
                new WatchedTarget(target, console, "measuring, at most", capSeconds, interruption)) {
            return new LatencyMeter(watched, settings, levels).read(id, runSeed, reference, candidates);
        }
    }
}
