package io.espalier.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.espalier.agent.Beginning;
import io.espalier.agent.Learner;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.walk.PruningTask;
import io.espalier.env.walk.TaskModel;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.actor.ActorFile;
import io.espalier.models.actor.PlanningPruner;
import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.policy.PolicyPruner;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.tests.SmallWorld;
import io.espalier.tests.TaughtActor;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** A search leaves an actor that the library plans with as the search's own environment does. */
class ActorOfARunTest {

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static RunFolder run;
    private static TaskAssembly assembly;
    private static List<GroupProfile> profiles;

    /** The groups are profiled anew, from the run's config. */
    @BeforeAll
    static void search() {
        world = SmallWorld.in(folder);
        SmallWorld.Result result = world.search(
                folder.resolve("runs"),
                "search.agent=td3",
                "search.episodes=9",
                "search.budgets={macs: {from: 0.35, to: 0.8}}",
                "search.td3.start.imitation_updates=50",
                "search.td3.updates.batch_size=16");
        assertThat(result.exitCode()).as(result.err()).isZero();
        run = RunFolder.open(SmallWorld.onlyRun(folder.resolve("runs")));
        SearchConfig config = new ConfigLoader<>(SearchConfig.KIND)
                .load(run.config(), List.of())
                .config();
        assembly = new TaskAssembly(config, Preparation.of(config));
        SearchImages shown = new SearchImages(config, assembly.recovery());
        PreparedImages images = shown.scored();
        try (NetworkScorer engine = assembly.scorer(images, PhaseClock.start())) {
            PreparedImages few = shown.ofProfile(images).orElse(images);
            Evaluation unpruned = NetworkScorer.evaluate(assembly.recovery().unpruned(), few);
            profiles = assembly.profile(engine.on(few), unpruned, Optional.empty());
        }
    }

    private static PlanningPruner pruner() throws IOException {
        try (InputStream description = Files.newInputStream(run.actorDescription());
                InputStream actor = Files.newInputStream(run.actor())) {
            return PlanningPruner.read(description, actor);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.42, 0.5, 0.61, 0.85})
    void theLibraryPlansAsTheActorWalksAndThePrunedNetworkIsWithinTheBudget(double macs) throws IOException {
        PruningTask task = assembly.task(profiles, Optional.empty(), macs);
        NetworkGraph network = OnnxCodec.read(world.network());
        try (PlanningPruner pruner = pruner()) {
            Policy policy = pruner.plan(network, Map.of("macs", macs));

            assertThat(counts(policy.plan(), task))
                    .as("with actor.onnx")
                    .isEqualTo(counts(TaughtActor.walked(task, profiles, true, Files.readAllBytes(run.actor())), task));
            assertThat(counts(policy.plan(), task))
                    .as("with the learner's own network")
                    .isEqualTo(counts(TaughtActor.walked(task, profiles, true, learned(task)), task));
            assertThat(policy.budgets()).containsOnly(Map.entry("macs", macs));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PolicyPruner.of(policy).prune(new ByteArrayInputStream(Files.readAllBytes(world.network())), out);
            Cost left = CostModel.costOf(OnnxCodec.fromBytes(out.toByteArray(), "pruned"));
            assertThat((double) left.macs() / CostModel.costOf(network).macs())
                    .isEqualTo(policy.expected().macs())
                    .isLessThanOrEqualTo(macs);
        }
    }

    @Test
    void differentBudgetsHaveDifferentPlans() throws IOException {
        NetworkGraph network = OnnxCodec.read(world.network());
        try (PlanningPruner pruner = pruner()) {
            assertThat(pruner.plan(network, Map.of("macs", 0.4)).plan())
                    .isNotEqualTo(pruner.plan(network, Map.of("macs", 0.6)).plan());
            assertThat(pruner.plan(network, Map.of()).budgets()).as("the run's").containsOnly(Map.entry("macs", 0.5));
        }
    }

    @Test
    void whatTheActorDoesNotSeeIsKeptToo() throws IOException {
        NetworkGraph network = OnnxCodec.read(world.network());
        Map<String, Double> budgets = Map.of("macs", 0.6, "bytes", 0.5, "parameters", 0.55, "peak_memory", 0.9);
        try (PlanningPruner pruner = pruner()) {
            Policy policy = pruner.plan(network, budgets);
            assertThat(policy.budgets()).containsExactlyInAnyOrderEntriesOf(budgets);
            NetworkGraph pruned = PolicyPruner.of(policy).prune(network);
            assertThat((double) OnnxCodec.toBytes(pruned).length)
                    .isLessThanOrEqualTo(0.5 * OnnxCodec.toBytes(network).length);
            assertThat((double) CostModel.costOf(pruned).parameters())
                    .isLessThanOrEqualTo(0.55 * CostModel.costOf(network).parameters());
            assertThat((double) CostModel.costOf(pruned).peakActivations())
                    .isLessThanOrEqualTo(0.9 * CostModel.costOf(network).peakActivations());
        }
    }

    @Test
    void thePlanIsAPolicyThatTheCommandLineAppliesAndRecovers() throws IOException {
        Path policy = folder.resolve("planned.json");
        try (PlanningPruner pruner = pruner()) {
            Policy planned = pruner.plan(OnnxCodec.read(world.network()), Map.of("macs", 0.4));
            Files.writeString(policy, PolicyFile.json(planned));
        }
        assertThat(schema("policy").validate(Files.readString(policy), InputFormat.JSON))
                .isEmpty();
        SmallWorld.Result pruned = world.prune(policy, folder.resolve("planned.onnx"));
        assertThat(pruned.exitCode()).as(pruned.err()).isZero();
        assertThat(pruned.err()).doesNotContain("bit for bit");
    }

    @Test
    void theDescriptionFollowsThePublishedSchemaAndIsAnArtifact() throws IOException {
        String text = Files.readString(run.actorDescription());
        assertThat(schema("actor").validate(text, InputFormat.JSON)).isEmpty();
        assertThat(schema("actor").validate(text.replaceFirst("\"format\" : 1", "\"format\" : 2"), InputFormat.JSON))
                .hasSize(1);
        assertThat(schema("actor").validate(text.replaceFirst("\"counts\"", "\"count\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(ActorFile.json(ActorFile.read(run.actorDescription()))).isEqualTo(text);
        assertThat(JournalReader.read(run.journal(), RunEvent.ArtifactWritten.class))
                .extracting(RunEvent.ArtifactWritten::file)
                .contains("actor.onnx", "actor.json");
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("..", "docs", name + ".schema.json")));
    }

    private static List<Integer> counts(PruningPlan plan, PruningTask task) {
        return task.guard().groups().stream()
                .map((ChannelGroup group) -> plan.keptOf(group).size())
                .toList();
    }

    /** The actor as the learner has it, in DL4J. */
    private static ToDoubleFunction<double[]> learned(PruningTask task) {
        Learner learner = assembly.learner(task, Beginning.of(TaskModel.problem(task, profiles)));
        learner.restore(run.learner());
        MultiLayerNetwork actor = learner.actor().orElseThrow();
        return seen -> {
            float[] row = new float[seen.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) seen[i];
            }
            return actor.output(Nd4j.createFromArray(new float[][] {row})).getDouble(0);
        };
    }
}
