package io.espalier.env.worker;

import io.espalier.env.target.Block;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Measures a block. Every timed inference follows an untimed one of the same network, so that what ran before it, another network, does not
 * count: what is told is the time of a network that is in use. To be made and used by the measuring thread.
 */
final class BlockTimer {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ModelLoader loader;
    private final Placement placement;
    private final LongSupplier nanoClock;
    private final WarmUp warmUp;
    private final CoreWaiting waiting = new CoreWaiting();

    BlockTimer(ModelLoader loader, Placement placement, LongSupplier nanoClock) {
        this.loader = loader;
        this.placement = placement;
        this.nanoClock = nanoClock;
        this.warmUp = new WarmUp(nanoClock);
    }

    /** @throws IllegalArgumentException if the runtime does not take a network; the message says which and why */
    Samples measure(Job job) {
        long start = nanoClock.getAsLong();
        placement.blockBegins();
        RandomGenerator random =
                RandomKey.of(job.seed() == 0 ? 1 : job.seed(), "block").generator();
        Map<Integer, TimedModel> loaded = new TreeMap<>();
        try {
            load(job, random, loaded);
            // Here, so that no collection falls into the rounds.
            System.gc();
            placement.roundsBegin();
            List<TimedModel> models = List.copyOf(loaded.values());
            models.forEach(warmUp::run);
            Samples samples = rounds(models, job, random);
            samples.end(nanoClock.getAsLong() - start);
            return samples;
        } finally {
            placement.roundsEnd();
            loaded.values().forEach(TimedModel::close);
        }
    }

    /** The networks in random order and at their places of the request, the canary last. */
    private void load(Job job, RandomGenerator random, Map<Integer, TimedModel> loaded) {
        int[] order = new int[job.networks()];
        for (int place = 0; place < order.length; place++) {
            order[place] = place;
        }
        shuffle(order, random);
        for (int place : order) {
            loaded.put(place, load(job.model(place), "network %d of %d".formatted(place + 1, order.length)));
        }
        loaded.put(order.length, load(job.model(order.length), "the canary"));
    }

    private TimedModel load(byte[] onnx, String name) {
        try {
            return loader.load(onnx);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private Samples rounds(List<TimedModel> models, Job job, RandomGenerator random) {
        Samples samples = new Samples(job.networks());
        int[] order = new int[job.networks()];
        for (int place = 0; place < order.length; place++) {
            order[place] = place;
        }
        long end = nanoClock.getAsLong() + job.capMillis() * NANOS_PER_MILLI;
        do {
            shuffle(order, random);
            round(models, order, samples.newRow());
        } while (samples.rounds() < job.rounds() && nanoClock.getAsLong() < end);
        return samples;
    }

    private void round(List<TimedModel> models, int[] order, long[] row) {
        TimedModel canary = models.get(order.length);
        int next = order.length;
        long stolen = waiting.stolenNanos();
        long waited = waiting.waitedNanos();
        row[next++] = timed(canary);
        for (int place : order) {
            row[place] = timed(models.get(place));
            row[next++] = timed(canary);
        }
        row[next++] = since(waited, waiting.waitedNanos());
        row[next] = since(stolen, waiting.stolenNanos());
    }

    private static long since(long before, long now) {
        return before < 0 || now < 0 ? Block.Round.UNKNOWN : now - before;
    }

    /** At least 1, so that a coarse clock cannot make a ratio infinite. */
    private long timed(TimedModel model) {
        model.run();
        long start = nanoClock.getAsLong();
        model.run();
        return Math.max(1, nanoClock.getAsLong() - start);
    }

    private static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int place = random.nextInt(i + 1);
            int other = order[place];
            order[place] = order[i];
            order[i] = other;
        }
    }
}
