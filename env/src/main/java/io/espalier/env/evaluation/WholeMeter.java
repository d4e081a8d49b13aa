package io.espalier.env.evaluation;

import io.espalier.env.latency.LatencyMeter;
import io.espalier.env.latency.Measurement;
import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures whole networks against the unpruned one, each once: who asks again is told the same. Mutable: it counts its measurements, so that
 * the same questions in the same order have the same names and draws. Not for several threads at once.
 */
public final class WholeMeter {

    private final LatencyMeter meter;
    private final TargetNetwork unpruned;
    private final RandomKey key;
    private final Consumer<Measurement> listener;
    private final PhaseClock clock;
    private final Map<TargetNetwork, CandidateLatency> known = new HashMap<>();
    private int measurements;

    /**
     * @param key of the orders; its component names the measurements
     * @param listener hears of each measurement
     * @param clock is told when the target measures
     */
    public WholeMeter(
            LatencyMeter meter,
            TargetNetwork unpruned,
            RandomKey key,
            Consumer<Measurement> listener,
            PhaseClock clock) {
        this.meter = meter;
        this.unpruned = unpruned;
        this.key = key;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * The latencies of networks, in their order; those that are not known yet are measured together.
     *
     * @throws io.espalier.env.target.TargetException if the target cannot be reached or does not take a network
     */
    public List<CandidateLatency> measure(List<TargetNetwork> networks) {
        LinkedHashSet<TargetNetwork> unknown = new LinkedHashSet<>(networks);
        unknown.removeAll(known.keySet());
        if (!unknown.isEmpty()) {
            learn(List.copyOf(unknown));
        }
        return networks.stream().map(this::latency).toList();
    }

    private void learn(List<TargetNetwork> unknown) {
        int number = measurements++;
        Measurement measurement = clock.in(
                Phase.MEASURING,
                () -> meter.measure(
                        "%s-%d".formatted(key.component(), number),
                        key.at(number).derivedSeed(),
                        unpruned,
                        unknown));
        listener.accept(measurement);
        for (int i = 0; i < unknown.size(); i++) {
            known.put(
                    unknown.get(i),
                    CandidateLatency.measured(
                            measurement.candidates().get(i).ratio(),
                            measurement.fingerprint().id()));
        }
    }

    private CandidateLatency latency(TargetNetwork network) {
        CandidateLatency latency = known.get(network);
        if (latency == null) {
            throw new IllegalStateException("network must have been measured: " + network);
        }
        return latency;
    }
}
