package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** All blocks of one measurement, and what they mean. Immutable. */
public final class MeterReading {

    private static final long NANOS_PER_MILLI = 1_000_000;
    /** On a machine that is never quiet, blocks that do not count must come to an end even where no time passes. */
    private static final int MOST_MEASURED_PER_COUNTED = 10;

    private final TargetFingerprint fingerprint;
    private final RandomKey key;
    private final List<Series> series;
    private final Levels levels;
    private final Optional<Ending> ending;
    private final List<JudgedBlocks> judged;

    MeterReading(
            TargetFingerprint fingerprint, RandomKey key, List<Series> series, Levels levels, Optional<Ending> ending) {
        this.fingerprint = fingerprint;
        this.key = key;
        this.series = List.copyOf(series);
        this.levels = levels;
        this.ending = ending;
        this.judged =
                series.stream().map(one -> judged(one.blocks(), one.networks())).toList();
    }

    /** While it goes on, only what both canaries let pass is enough to end it. */
    private JudgedBlocks judged(List<Block> blocks, List<TargetNetwork> networks) {
        return ending.isPresent()
                ? JudgedBlocks.lenient(blocks, networks, levels)
                : JudgedBlocks.of(blocks, networks, levels);
    }

    /** The blocks in the order of their series, each as the target measured it, with the rounds that did not count. */
    public List<Block> samples() {
        return series.stream().flatMap(one -> one.blocks().stream()).toList();
    }

    /** The figures. */
    public Measurement measurement() {
        JudgedBlocks all = judged(samples(), series.get(0).networks());
        List<LatencySummary> candidates = new ArrayList<>();
        for (int index = 0; index < series.size(); index++) {
            for (int place = 0; place < series.get(index).candidates(); place++) {
                candidates.add(summary(index, Series.FIRST_CANDIDATE + place));
            }
        }
        LatencyRatio one = new LatencyRatio(1, 1, 1, all.rounds());
        return new Measurement(
                fingerprint,
                all.times(Series.REFERENCE).summary(one),
                candidates,
                all.ratio(Series.TWIN, Series.REFERENCE, key),
                conditions(all));
    }

    /**
     * One candidate's time divided by another's. Of the same series they are compared within each round, of two series through the
     * reference, which makes the interval wider.
     */
    public LatencyRatio between(int candidate, int other) {
        int first = seriesOf(candidate);
        int second = seriesOf(other);
        if (first == second) {
            return judged.get(first).ratio(place(candidate), place(other), key.at(first, candidate, other));
        }
        return ratio(first, place(candidate)).dividedBy(ratio(second, place(other)));
    }

    /** The best pace that is known with this measurement, in millionths; empty if it says nothing of it. */
    OptionalLong pace() {
        return judged(samples(), series.get(0).networks())
                .pace()
                .map(Pace::best)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    List<Series> series() {
        return series;
    }

    int blocks() {
        return series.stream().mapToInt(one -> one.blocks().size()).sum();
    }

    MeterReading with(int index, Block block, Levels known) {
        List<Series> more = new ArrayList<>(series);
        more.set(index, series.get(index).with(block));
        return new MeterReading(fingerprint, key, more, known, ending);
    }

    MeterReading ended(Ending reason) {
        return new MeterReading(fingerprint, key, series, levels, Optional.of(reason));
    }

    /** Indices of the series that need another block. */
    List<Integer> unfinished(MeterSettings settings) {
        return IntStream.range(0, series.size())
                .filter(index -> !isFull(index, settings) && !isPrecise(index, settings))
                .boxed()
                .toList();
    }

    /**
     * Why it is over; empty if it is not.
     *
     * @param unfinished as {@link #unfinished} says
     */
    Optional<Ending> ending(List<Integer> unfinished, MeterSettings settings) {
        if (unfinished.isEmpty()) {
            boolean precise = IntStream.range(0, series.size()).allMatch(index -> isPrecise(index, settings));
            return Optional.of(precise ? Ending.PRECISE : Ending.BLOCKS);
        }
        boolean begun = series.stream().allMatch(one -> one.blocks().size() >= MeterSettings.LEAST_BLOCKS);
        return begun && elapsedNanos() >= settings.capMillis() * NANOS_PER_MILLI
                ? Optional.of(Ending.TIME)
                : Optional.empty();
    }

    private boolean isFull(int index, MeterSettings settings) {
        return judged.get(index).counted() >= settings.maxBlocks()
                || series.get(index).blocks().size() >= (long) MOST_MEASURED_PER_COUNTED * settings.maxBlocks();
    }

    private boolean isPrecise(int index, MeterSettings settings) {
        return judged.get(index).counted() >= settings.minBlocks()
                && series.get(index)
                        .compared()
                        .allMatch(place -> ratio(index, place).halfWidth() < settings.precision());
    }

    private LatencyRatio ratio(int index, int place) {
        return judged.get(index).ratio(place, Series.REFERENCE, key.at(index, place));
    }

    private LatencySummary summary(int index, int place) {
        return judged.get(index).times(place).summary(ratio(index, place));
    }

    private int seriesOf(int candidate) {
        for (int index = series.size() - 1; index >= 0; index--) {
            if (candidate >= series.get(index).first()) {
                return index;
            }
        }
        throw new IndexOutOfBoundsException(candidate);
    }

    private int place(int candidate) {
        return Series.FIRST_CANDIDATE
                + candidate
                - series.get(seriesOf(candidate)).first();
    }

    private Drift drift() {
        Drift worst = Drift.NONE;
        for (int index = 0; index < series.size(); index++) {
            for (int place : series.get(index).compared().toArray()) {
                worst = worst.or(judged.get(index).drift(place, ratio(index, place)));
            }
        }
        return worst;
    }

    private long elapsedNanos() {
        return samples().stream().mapToLong(Block::elapsedNanos).sum();
    }

    private Conditions conditions(JudgedBlocks all) {
        return new Conditions(
                blocks(),
                all.counts(),
                levels.canary().orElse(0),
                levels.memory().orElse(0),
                all.lag(),
                drift(),
                ending.orElseThrow(),
                judged.stream().anyMatch(JudgedBlocks::disturbed),
                elapsedNanos());
    }
}
