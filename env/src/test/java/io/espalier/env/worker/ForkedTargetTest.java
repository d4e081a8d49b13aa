package io.espalier.env.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.EngineSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** With real processes. */
class ForkedTargetTest {

    private static final long CAP_MILLIS = 400;
    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final int PATIENCE_SECONDS = 20;

    /** Beginnings of threads' names in the measuring process. */
    private static final String MEASURING = "java";

    private static final String GUARD = "guard of core";
    private static final List<String> THREADS = List.of(MEASURING, GUARD, "C1 Compiler", "VM Thread", "requests");

    /** Of a process that waits; a spinning guard would use all of it. */
    private static final double IDLE_SHARE = 0.2;

    @Test
    void givesATimeForEveryNetworkAndTheCanaryAroundThem() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            BlockRequest request = SmallNetworks.block("first", 5, 8, 16, 8);
            Block block = target.measure(request);
            assertThat(block.id()).isEqualTo("first");
            assertThat(block.fingerprint()).isEqualTo(target.fingerprint());
            assertThat(block.networks())
                    .containsExactlyElementsOf(
                            request.networks().stream().map(TargetNetwork::id).toList());
            assertThat(block.rounds()).hasSize(5);
            assertThat(block.rounds()).allSatisfy(round -> {
                assertThat(round.nanos()).hasSize(3);
                assertThat(round.canaryNanos()).hasSize(4).allMatch(nanos -> nanos > 0);
            });
            assertThat(block.elapsedNanos())
                    .isGreaterThan(block.rounds().stream()
                            .flatMap(round -> round.nanos().stream())
                            .mapToLong(Long::longValue)
                            .sum());
        }
    }

    @Test
    void endsABlockAtItsCap() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            Block block = target.measure(SmallNetworks.block("capped", ENDLESS, 50, List.of(8)));
            assertThat(block.rounds()).hasSizeBetween(1, ENDLESS - 1);
        }
    }

    @Test
    void tellsItsMachineAlikeInEveryProcess() {
        try (ForkedTarget one = ForkedTarget.start(TargetSettings.DEFAULTS);
                ForkedTarget other = ForkedTarget.start(TargetSettings.DEFAULTS);
                ForkedTarget batch = ForkedTarget.start(TargetSettings.DEFAULTS.withBatch(2))) {
            assertThat(one.process().pid()).isNotEqualTo(other.process().pid());
            assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
            assertThat(batch.fingerprint()).isNotEqualTo(one.fingerprint());
            assertThat(one.fingerprint().facts())
                    .containsKeys("processor", "flags", "simd", "cores", "governor", "operating_system", "architecture")
                    .containsKeys(
                            "runtime", "runtime_version", "optimisation", "provider", "spinning", "pinning", "guards")
                    .containsEntry("batch", "1")
                    .containsEntry("threads", "1")
                    .doesNotContainKey("java");
        }
    }

    @Test
    void namesTheNetworkThatTheRuntimeRefusesAndGoesOn() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            long process = target.process().pid();
            BlockRequest broken = new BlockRequest(
                    "broken",
                    List.of(SmallNetworks.of(8), TargetNetwork.of("no network".getBytes(StandardCharsets.UTF_8))),
                    SmallNetworks.of(3),
                    1,
                    CAP_MILLIS,
                    1);
            assertThatThrownBy(() -> target.measure(broken))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("network 2 of 2")
                    .hasMessageContaining("INVALID_PROTOBUF");
            assertThat(target.measure(SmallNetworks.block("next", 1, 8)).rounds())
                    .hasSize(1);
            assertThat(target.process().pid()).isEqualTo(process);
        }
    }

    @Test
    void namesTheProvidersThatThereAreInPlaceOfOneThatIsNot() {
        TargetSettings cuda = new TargetSettings(
                TargetSettings.DEFAULTS.runtime(),
                1,
                1,
                TargetSettings.DEFAULTS.optimisation(),
                EngineSettings.Provider.CUDA,
                false);
        assertThatThrownBy(() -> ForkedTarget.start(cuda))
                .isInstanceOf(TargetException.class)
                .hasMessageMatching("provider must be one that this build of ONNX Runtime .* has, \\[.*cpu.*]: cuda");
    }

    @Test
    void asksABlockOfANewProcessWhenTheFirstIsKilledInIt() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            ProcessHandle first = target.process();
            CompletableFuture<Block> block = CompletableFuture.supplyAsync(
                    () -> target.measure(SmallNetworks.block("killed", ENDLESS, CAP_MILLIS, List.of(8))));
            pause(CAP_MILLIS / 2);
            assertThat(block).isNotDone();
            first.destroyForcibly();
            assertThat(block.join().id()).isEqualTo("killed");
            assertThat(target.process().pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void saysHowTheProcessDiedWhenItDiesAgain() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            CompletableFuture<Block> block = CompletableFuture.supplyAsync(
                    () -> target.measure(SmallNetworks.block("doomed", ENDLESS, 60_000, List.of(8))));
            while (!block.isDone()) {
                target.process().destroyForcibly();
                pause(20);
            }
            assertThatThrownBy(block::join)
                    .hasCauseInstanceOf(TargetException.class)
                    .hasMessageContaining("signal 9");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void givesUpAProcessThatDoesNotAnswer() throws Exception {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS, Duration.ofMillis(200))) {
            ProcessHandle process = target.process();
            signal("STOP", process);
            assertThatThrownBy(() -> target.measure(SmallNetworks.block("hanging", 1, 100, List.of(8))))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("did not measure block 'hanging' within");
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void leavesCtrlCToItsParent() throws Exception {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            ProcessHandle process = target.process();
            signal("INT", process);
            target.measure(SmallNetworks.block("interrupted", 2, 8));
            assertThat(target.process().pid()).isEqualTo(process.pid());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void usesNoProcessorBetweenBlocks() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            target.measure(SmallNetworks.block("once", 2, 8));
            Duration before = used(target.process());
            long start = System.nanoTime();
            pause(500);
            long passed = System.nanoTime() - start;
            assertThat(used(target.process()).minus(before).toNanos()).isLessThan((long) (passed * IDLE_SHARE));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void measuresOnOneCoreAndHoldsTheOthersMeanwhile() throws Exception {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            assumeThat(target.fingerprint().facts()).containsEntry("guards", "on");
            CompletableFuture<Block> block = CompletableFuture.supplyAsync(
                    () -> target.measure(SmallNetworks.block("held", ENDLESS, 1000, List.of(8))));
            Map<String, String> cores = Map.of();
            while (!block.isDone() && !cores.keySet().stream().anyMatch(name -> name.startsWith(GUARD))) {
                pause(50);
                cores = coresOfThreads(target.process());
            }
            // The system cuts names of threads.
            String measured = cores.getOrDefault(MEASURING, "");
            assertThat(Linux.coreList(measured)).hasSize(1);
            cores.forEach((name, allowed) -> {
                if (!name.equals(MEASURING)) {
                    assertThat(Linux.coreList(allowed)).as(name).doesNotContainAnyElementsOf(Linux.coreList(measured));
                }
            });
            assertThat(block.join().rounds()).isNotEmpty();
        }
    }

    @Test
    void pinsNothingWhereEveryCoreIsNeeded() {
        int all = Runtime.getRuntime().availableProcessors();
        assumeThat(all).isGreaterThan(1);
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS.withThreads(all))) {
            assertThat(target.fingerprint().facts())
                    .containsEntry("pinning", "none")
                    .containsEntry("guards", "off");
            assertThat(target.measure(SmallNetworks.block("all", 2, 8)).rounds())
                    .hasSize(2);
        }
    }

    @Test
    void takesANewProcessEveryFewBlocks() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            long first = target.process().pid();
            for (int i = 0; i < ForkedTarget.BLOCKS_PER_PROCESS; i++) {
                target.measure(SmallNetworks.block("block " + i, 1, 4));
            }
            assertThat(target.process().pid()).isEqualTo(first);
            target.measure(SmallNetworks.block("one more", 1, 4));
            assertThat(target.process().pid()).isNotEqualTo(first);
        }
    }

    @Test
    void endsWithItsParentHoweverThatEndsAndCleansUp() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), ParentOfWorker.class.getName());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process parent = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            Optional<ProcessHandle> worker = ProcessHandle.of(Long.parseLong(said.readLine()));
            Path unpacked = Path.of(said.readLine());
            assertThat(worker).isPresent();
            assertThat(unpacked).isNotEmptyDirectory();
            parent.destroyForcibly();
            worker.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(unpacked).doesNotExist();
        }
    }

    @Test
    void endsWhenItIsClosed() throws Exception {
        ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS);
        ProcessHandle process = target.process();
        target.close();
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThatThrownBy(() -> target.measure(SmallNetworks.block("late", 1, 8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("target must be open to measure block 'late'");
    }

    /** By name. Only those that compile, collect, guard and measure; what the system's pool of threads is called does not matter. */
    private static Map<String, String> coresOfThreads(ProcessHandle process) throws IOException {
        Map<String, String> cores = new TreeMap<>();
        try (var tasks = Files.list(Path.of("/proc/%d/task".formatted(process.pid())))) {
            for (Path task : tasks.toList()) {
                List<String> status =
                        Files.exists(task.resolve("status")) ? Files.readAllLines(task.resolve("status")) : List.of();
                String name = value(status, "Name:");
                if (THREADS.stream().anyMatch(name::startsWith) && !task.endsWith(String.valueOf(process.pid()))) {
                    cores.put(name, value(status, "Cpus_allowed_list:"));
                }
            }
        }
        return cores;
    }

    private static String value(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).trim())
                .findFirst()
                .orElse("");
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
