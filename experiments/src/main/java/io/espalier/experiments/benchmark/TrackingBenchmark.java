package io.espalier.experiments.benchmark;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.search.SearchRun;
import io.espalier.experiments.statistics.Mean;
import io.espalier.experiments.statistics.StepRatio;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.run.WholeFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What it costs a search that a server is told about it, above all one that fails. The same search, which ends with the reconstructed network, runs
 * with each server in turn, again and again in one process; every figure is compared with that of the search without a server in the same turn.
 */
public final class TrackingBenchmark {

    private static final String NONE = "(none)";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final RandomKey KEY = RandomKey.of(1, "benchmark.tracking");

    private final Searches searches;
    private final Optional<String> real;
    private final Console console;
    private final Interruption interruption;
    private int number;

    /** Makes the config of one of the searches. */
    @FunctionalInterface
    public interface Searches {
        /** @param overrides keys with values, besides those of the user */
        LoadedConfig<SearchConfig> with(List<String> overrides);
    }

    /** @param real address of a server that does work, to be compared too */
    public TrackingBenchmark(Searches searches, Optional<String> real, Console console, Interruption interruption) {
        this.searches = searches;
        this.real = real;
        this.console = console;
        this.interruption = interruption;
    }

    /** @param address of the server; empty for none */
    private record Situation(String name, String address) {}

    /**
     * What one search took, in seconds.
     *
     * @param steps by the clock, from each event of the search to the next
     * @param waiting by the clock, from the last event to the end
     * @param processor of all threads of the process
     * @param follower of the threads that tell the server
     */
    record Cost(List<Double> steps, double waiting, double processor, double follower) {

        double search() {
            return steps.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /**
     * One server.
     *
     * @param name what it does
     * @param searchSeconds mean time of a search
     * @param search time of a search, relative to the one without a server
     * @param steps the same, each step by its median
     * @param processor the same of its processor time
     * @param followerShare largest share of the processor time that the follower got in a search
     * @param waitingSeconds longest time after the end of a search
     */
    public record Line(
            String name,
            double searchSeconds,
            Mean search,
            StepRatio steps,
            Mean processor,
            double followerShare,
            double waitingSeconds) {}

    /**
     * Measures; the searches leave nothing behind.
     *
     * @param repetitions searches with each server, after one that does not count
     * @return the search without a server compared with a second one, which shows how much is noise, then the servers
     */
    public List<Line> run(int repetitions) {
        Path runs = newFolder();
        List<Situation> situations = new ArrayList<>();
        List<FailingServer> servers = new ArrayList<>();
        try {
            situations.add(new Situation(NONE, ""));
            situations.add(new Situation("(none, again)", ""));
            real.ifPresent(address -> situations.add(new Situation("works", address)));
            for (FailingServer.Fault fault : FailingServer.Fault.values()) {
                FailingServer server = FailingServer.start(fault);
                servers.add(server);
                situations.add(new Situation(fault.words(), server.address()));
            }
            return measured(situations, repetitions, runs);
        } finally {
            servers.forEach(FailingServer::close);
            WholeFolder.remove(runs);
        }
    }

    private List<Line> measured(List<Situation> situations, int repetitions, Path runs) {
        // What is compiled and loaded once belongs to no server: a follower's classes too.
        once(situations.get(situations.size() - 1), runs);
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        for (int turn = 0; turn < repetitions; turn++) {
            for (int place = 0; place < situations.size(); place++) {
                Situation situation = situations.get((place + turn) % situations.size());
                Cost cost = once(situation, runs);
                console.note(String.format(
                        Locale.ROOT, "turn %d, server %s: %.2f s", turn + 1, situation.name(), cost.search()));
                costs.computeIfAbsent(situation.name(), key -> new ArrayList<>())
                        .add(cost);
            }
        }
        List<Cost> without = costs.getOrDefault(NONE, List.of());
        return situations.stream()
                .map(Situation::name)
                .filter(name -> !name.equals(NONE))
                .map(name -> line(name, costs.getOrDefault(name, List.of()), without))
                .toList();
    }

    private Cost once(Situation situation, Path runs) {
        interruption.check();
        number++;
        LoadedConfig<SearchConfig> config = searches.with(
                List.of("runs=" + runs.resolve(String.valueOf(number)), "tracking.mlflow=" + situation.address()));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Duration processor = processor();
        try (FollowerTime follower = FollowerTime.start()) {
            SearchRun.Outcome outcome = new SearchRun(config, Console.plain(nowhere, nowhere), interruption)
                    .withoutReport()
                    .run();
            Instant end = Instant.now();
            List<StampedEvent> events = JournalReader.read(outcome.folder().journal());
            Instant last = Instant.ofEpochMilli(events.get(events.size() - 1).atMillis());
            return new Cost(
                    between(events),
                    seconds(Duration.between(last, end)),
                    seconds(processor().minus(processor)),
                    seconds(follower.spent()));
        }
    }

    private static List<Double> between(List<StampedEvent> events) {
        return IntStream.range(1, events.size())
                .mapToObj(i -> (events.get(i).atMillis() - events.get(i - 1).atMillis()) / MILLIS_PER_SECOND)
                .toList();
    }

    private static Line line(String name, List<Cost> costs, List<Cost> without) {
        return new Line(
                name,
                costs.stream().mapToDouble(Cost::search).average().orElseThrow(),
                ratio(costs, without, Cost::search),
                StepRatio.of(steps(costs), steps(without), KEY),
                ratio(costs, without, Cost::processor),
                costs.stream()
                        .mapToDouble(cost -> cost.follower() / cost.processor())
                        .max()
                        .orElseThrow(),
                costs.stream().mapToDouble(Cost::waiting).max().orElseThrow());
    }

    private static Mean ratio(List<Cost> costs, List<Cost> without, ToDoubleFunction<Cost> figure) {
        List<Double> ratios = IntStream.range(0, costs.size())
                .mapToObj(turn -> figure.applyAsDouble(costs.get(turn)) / figure.applyAsDouble(without.get(turn)))
                .toList();
        return Mean.of(ratios, KEY);
    }

    private static List<List<Double>> steps(List<Cost> costs) {
        return costs.stream().map(Cost::steps).toList();
    }

    private static Duration processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("espalier-benchmark-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for runs", e);
        }
    }
}
