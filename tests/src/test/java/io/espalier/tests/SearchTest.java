package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.espalier.experiments.cli.ExitCode;
import io.espalier.models.cost.CostModel;
import io.espalier.models.dl4j.Dl4jCodec;
import io.espalier.models.graph.ChangedWeights;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.tracking.journal.JournalComparison;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The main job from the config to the files, on real images, without a clock in the reward so that it can be repeated to the bit. */
class SearchTest {

    /** Float32 sums in another order; logits are of the order of 1. */
    private static final double TWO_ENGINES = 1e-4;

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static RunFolder run;
    private static SmallWorld.Result result;

    @BeforeAll
    static void search() {
        world = SmallWorld.in(folder);
        result = world.search(folder.resolve("runs"), "workers=2");
        assertThat(result.err()).as("exit code %d", result.exitCode()).contains("run folder");
        run = RunFolder.open(SmallWorld.onlyRun(folder.resolve("runs")));
    }

    @Test
    void printsTheTableAndLeavesEveryFile() {
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("unpruned").contains("learned").contains("uniform");
        assertThat(List.of(
                        run.config(),
                        run.manifest(),
                        run.journal(),
                        run.policy(),
                        run.prunedOnnx(),
                        run.prunedZip(),
                        run.actor()))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    @Test
    void everyEpisodeIsInTheJournalAndWithinTheBudget() {
        List<RunEvent> events = JournalReader.read(run.journal()).stream()
                .map(StampedEvent::event)
                .toList();
        List<RunEvent.EpisodeFinished> episodes = only(events, RunEvent.EpisodeFinished.class);
        assertThat(episodes).hasSize(10).allSatisfy(episode -> assertThat(episode.macsFraction())
                .isLessThanOrEqualTo(0.5));
        assertThat(only(events, RunEvent.RoundFinished.class)).hasSize(4);
        assertThat(only(events, RunEvent.ProfileFinished.class)).hasSize(1);
        assertThat(only(events, RunEvent.ResultReported.class))
                .extracting(RunEvent.ResultReported::subject)
                .containsExactly("unpruned", "learned", "uniform");
        assertThat(events.get(events.size() - 1)).isEqualTo(new RunEvent.RunFinished(RunEvent.Status.COMPLETED, ""));
    }

    @Test
    void theSameSeedWithOneWorkerGivesTheSamePolicyNetworkAndJournal() throws IOException {
        Path runs = folder.resolve("again");
        assertThat(world.search(runs, "workers=1").exitCode()).isZero();
        RunFolder again = RunFolder.open(SmallWorld.onlyRun(runs));
        assertThat(again.name()).isEqualTo(run.name());
        assertThat(again.policy()).hasSameBinaryContentAs(run.policy());
        assertThat(again.prunedOnnx()).hasSameBinaryContentAs(run.prunedOnnx());
        assertThat(again.actor()).hasSameBinaryContentAs(run.actor());
        // The first line holds the config itself, in which workers and runs differ.
        List<String> first = JournalComparison.withoutTimes(run.journal());
        List<String> second = JournalComparison.withoutTimes(again.journal());
        assertThat(second.subList(1, second.size())).isEqualTo(first.subList(1, first.size()));
    }

    @Test
    void withoutTheUniformControlTheSameIsFound() throws IOException {
        Path runs = folder.resolve("alone");
        SmallWorld.Result alone = world.search(runs, "report.uniform=false");
        assertThat(alone.exitCode()).isZero();
        assertThat(alone.out()).contains("unpruned").contains("learned").doesNotContain("uniform");
        RunFolder without = RunFolder.open(SmallWorld.onlyRun(runs));
        assertThat(without.name()).isEqualTo(run.name());
        assertThat(without.policy()).hasSameBinaryContentAs(run.policy());
        assertThat(without.prunedOnnx()).hasSameBinaryContentAs(run.prunedOnnx());
    }

    @Test
    void anotherSeedGivesAnotherPolicy() throws IOException {
        Path runs = folder.resolve("other");
        assertThat(world.search(runs, "seed=6").exitCode()).isZero();
        assertThat(Files.readString(RunFolder.open(SmallWorld.onlyRun(runs)).policy()))
                .isNotEqualTo(Files.readString(run.policy()));
    }

    @Test
    void thePolicyAppliedToTheOriginalNetworkGivesTheRunsNetworkBitForBit() {
        Path out = folder.resolve("applied.onnx");
        SmallWorld.Result applied = SmallWorld.run(
                "prune", world.network().toString(), "--policy", run.policy().toString(), "--out", out.toString());
        assertThat(applied.err()).contains("after fine-tuning: bit for bit the run's network");
        assertThat(applied.exitCode()).isZero();
        assertThat(out).hasSameBinaryContentAs(run.prunedOnnx());
    }

    @Test
    void thePolicyFollowsThePublishedSchema() throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Repository.ROOT.resolve("docs/policy.schema.json")));
        String policy = Files.readString(run.policy());
        assertThat(schema.validate(policy, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(policy.replaceFirst("\"format\" : 2", "\"format\" : 1"), InputFormat.JSON))
                .hasSize(1);
        assertThat(schema.validate(policy.replaceFirst("\"kept\"", "\"left\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void aPolicyCutsWithoutData() {
        Path out = folder.resolve("cut.onnx");
        SmallWorld.Result cut = SmallWorld.run(
                "prune",
                world.network().toString(),
                "--policy",
                run.policy().toString(),
                "--without-recovery",
                "--out",
                out.toString());
        assertThat(cut.exitCode()).as(cut.err()).isZero();
        assertThat(cut.err())
                .contains("after surgery: bit for bit the run's network")
                .doesNotContain("data:");
        assertThat(GraphDigest.of(OnnxCodec.read(out)))
                .isEqualTo(PolicyFile.read(run.policy()).result().cut());
    }

    @Test
    void aPolicyServesOtherWeightsOnlyWhereThatIsAskedFor() {
        Path other = folder.resolve("other.onnx");
        OnnxCodec.write(ChangedWeights.scaled(OnnxCodec.read(world.network()), 0.5f), other);
        String[] exact = {
            "prune",
            other.toString(),
            "--policy",
            run.policy().toString(),
            "--without-recovery",
            "--out",
            folder.resolve("other-pruned.onnx").toString()
        };
        assertThat(SmallWorld.run(exact).err()).contains("must be applied to the network it was learned for");

        String[] structure = Arrays.copyOf(exact, exact.length + 2);
        structure[exact.length] = "--match";
        structure[exact.length + 1] = "structure";
        SmallWorld.Result matched = SmallWorld.run(structure);
        assertThat(matched.exitCode()).as(matched.err()).isZero();
        assertThat(matched.err()).contains("its counts are kept, the units are chosen by the size of their weights");
        assertThat(CostModel.costOf(OnnxCodec.read(folder.resolve("other-pruned.onnx"))))
                .isEqualTo(CostModel.costOf(OnnxCodec.read(run.prunedOnnx())));
    }

    @Test
    void aPolicyIsRefusedForAnotherNetwork() {
        Path out = folder.resolve("refused.onnx");
        SmallWorld.Result refused = SmallWorld.run(
                "prune", run.prunedOnnx().toString(), "--policy", run.policy().toString(), "--out", out.toString());
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("must be applied to the network it was learned for");
        assertThat(out).doesNotExist();
    }

    @Test
    void onnxRuntimeAndDl4jGiveTheSameLogits() throws IOException {
        NetworkGraph graph = OnnxCodec.read(run.prunedOnnx());
        INDArray images = RandomNetworks.images(graph, 16, 11);
        ComputationGraph dl4j =
                ModelSerializer.restoreComputationGraph(run.prunedZip().toFile());
        INDArray byDl4j = dl4j.outputSingle(images);
        try (OnnxEngine engine = OnnxEngine.open(Files.readAllBytes(run.prunedOnnx()), EngineSettings.DEFAULTS)) {
            INDArray byOnnx = engine.logits(images);
            assertThat(byOnnx.sub(byDl4j).amaxNumber().doubleValue()).isLessThan(TWO_ENGINES);
        }
        assertThat(GraphDigest.of(Dl4jCodec.read(run.prunedZip()))).isEqualTo(GraphDigest.of(graph));
    }

    @Test
    void anUnreachableServerIsNamedOnceAndLosesNothing() {
        Path runs = folder.resolve("untracked");
        SmallWorld.Result untracked = world.search(
                runs, "search.episodes=3", "search.ddpg.start.random_episodes=1", "tracking.mlflow=http://127.0.0.1:9");
        assertThat(untracked.exitCode()).isZero();
        assertThat(untracked.err().lines().filter(line -> line.contains("127.0.0.1:9")))
                .singleElement()
                .asString()
                .startsWith("MLflow server http://127.0.0.1:9 cannot be told about this run (")
                .contains("the run goes on and keeps everything in ");
        RunFolder kept = RunFolder.open(SmallWorld.onlyRun(runs));
        assertThat(only(
                        JournalReader.read(kept.journal()).stream()
                                .map(StampedEvent::event)
                                .toList(),
                        RunEvent.EpisodeFinished.class))
                .hasSize(3);
    }

    @Test
    void aRunFolderThatIsThereIsNotOverwritten() {
        SmallWorld.Result second = world.search(folder.resolve("runs"));
        assertThat(second.exitCode()).isNotZero();
        assertThat(second.err()).contains("run folder must be new or empty: " + run.path());
    }

    @Test
    void aRunFolderThatCannotBeMadeIsNamed() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "not a folder");
        SmallWorld.Result refused = world.search(inTheWay.resolve("runs"));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.err().lines().filter(line -> line.startsWith("espalier:")))
                .containsExactly("espalier: cannot make run folder %s: %s is a file"
                        .formatted(inTheWay.resolve("runs").resolve(run.name()), inTheWay));
    }

    private static <E extends RunEvent> List<E> only(List<RunEvent> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
