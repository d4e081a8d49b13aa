package io.espalier.env.worker;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Measures a block. Every timed inference follows an untimed one of the same network, so that what ran before it, another network, does not
 * count: what is told is the time of a network that is in use. Not for several threads at once.
 */
final class BlockTimer {

    /** Warm-up ends when the medians of two windows of runs differ by less than this. */
    private static final double STABLE = 0.02;

    private static final int WINDOW = 5;
    private static final int MOST_WINDOWS = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ModelLoader loader;
    private final TargetFingerprint fingerprint;
    private final LongSupplier nanoClock;

    BlockTimer(ModelLoader loader, TargetFingerprint fingerprint, LongSupplier nanoClock) {
        this.loader = loader;
        this.fingerprint = fingerprint;
        this.nanoClock = nanoClock;
    }

    /** @throws IllegalArgumentException if the runtime does not take a network */
    Block measure(BlockRequest request) {
        long start = nanoClock.getAsLong();
        RandomGenerator random =
                RandomKey.of(request.seed() == 0 ? 1 : request.seed(), "block").generator();
        Map<Integer, TimedModel> models = new TreeMap<>();
        try {
            for (int place : order(request.networks().size(), random)) {
                models.put(place, loader.load(request.networks().get(place).onnx()));
            }
            TimedModel canary = loader.load(request.canary().onnx());
            models.put(request.networks().size(), canary);
            models.values().forEach(this::warmUp);
            List<Block.Round> rounds = rounds(List.copyOf(models.values()), request, random);
            return new Block(
                    request.id(),
                    fingerprint,
                    request.networks().stream().map(TargetNetwork::id).toList(),
                    rounds,
                    nanoClock.getAsLong() - start);
        } finally {
            models.values().forEach(TimedModel::close);
        }
    }

    private void warmUp(TimedModel model) {
        double before = median(model);
        for (int window = 1; window < MOST_WINDOWS; window++) {
            double now = median(model);
            if (Math.abs(now / before - 1) < STABLE) {
                return;
            }
            before = now;
        }
    }

    private double median(TimedModel model) {
        return LongStream.generate(() -> timed(model))
                .limit(WINDOW)
                .sorted()
                .skip(WINDOW / 2)
                .findFirst()
                .orElseThrow();
    }

    private List<Block.Round> rounds(List<TimedModel> models, BlockRequest request, RandomGenerator random) {
        long end = nanoClock.getAsLong() + request.capMillis() * NANOS_PER_MILLI;
        List<Block.Round> rounds = new ArrayList<>();
        while (rounds.size() < request.rounds() && (rounds.isEmpty() || nanoClock.getAsLong() < end)) {
            rounds.add(round(models, order(models.size() - 1, random)));
        }
        return rounds;
    }

    private Block.Round round(List<TimedModel> models, int... order) {
        OptionalLong waited = CoreWaiting.waitedNanos();
        OptionalLong stolen = CoreWaiting.stolenNanos();
        TimedModel canary = models.get(order.length);
        Long[] nanos = new Long[order.length];
        List<Long> canaryNanos = new ArrayList<>();
        canaryNanos.add(timed(canary));
        for (int place : order) {
            models.get(place).run();
            nanos[place] = timed(models.get(place));
            canaryNanos.add(timed(canary));
        }
        return new Block.Round(
                Arrays.asList(nanos),
                canaryNanos,
                since(waited, CoreWaiting.waitedNanos()),
                since(stolen, CoreWaiting.stolenNanos()));
    }

    private static long since(OptionalLong before, OptionalLong now) {
        return before.isPresent() && now.isPresent() ? now.getAsLong() - before.getAsLong() : Block.Round.UNKNOWN;
    }

    /** At least 1, so that a coarse clock cannot make a ratio infinite. */
    private long timed(TimedModel model) {
        long start = nanoClock.getAsLong();
        model.run();
        return Math.max(1, nanoClock.getAsLong() - start);
    }

    private static int[] order(int count, RandomGenerator random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int place = random.nextInt(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }
}
