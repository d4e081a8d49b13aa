package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.PlanConfig;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.budget.Budget;
import io.espalier.models.budget.UniformPlan;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.KeepLimits;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.CriterionName;
import io.espalier.models.importance.Evidence;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.surgery.Surgeon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that others made and trained, as ONNX and as Keras h5: what they can do, and what is left at half of their MACs. */
@Tag("slow")
class SharedNetworksTest {

    private static final Path SHARED = Path.of(System.getProperty("espalier.shared", "../shared"));

    /** The published figures have four digits and come from another JPEG decoder: 20 of 10,000 images. */
    private static final double ANOTHER_DECODER = 0.002;

    private static final double HALF = 0.5;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTheSharedNetworks() {
        Assumptions.assumeTrue(Files.isDirectory(SHARED), () -> "skipped: there is no " + SHARED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cifar10-resnet20.onnx  | 0.8801 | {mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]}",
                "cifar10-resnet56.onnx  | 0.8953 | {mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]}",
                "mlperf-tiny-resnet8.h5 | 0.7548 | {from: none}",
            })
    void doesWhatItsMakersSayAndComesBackToLifeAtHalfItsMacs(String file, double published, String normalisation)
            throws IOException {
        PlanConfig config = config(normalisation, file.endsWith(".h5") ? "bytes" : "unit");
        NetworkGraph whole =
                NetworkFile.read("file", SHARED.resolve("models/" + file).toString(), Optional.empty());
        Recovery recovery = Recovery.prepare(
                whole,
                new Recipe(
                        config.seed(),
                        config.data(),
                        config.calibration(),
                        config.fineTuning().withSeed(1)));
        Normalisation pixels = recovery.normalisation();
        ImageSet search = recovery.splits().search();
        ImageSet rest = recovery.splits().test();
        double accuracy =
                (accuracy(whole, search, pixels) * search.size() + accuracy(whole, rest, pixels) * rest.size())
                        / (search.size() + rest.size());
        assertThat(search.size() + rest.size()).isEqualTo(10_000);
        assertThat(accuracy).isCloseTo(published, within(ANOTHER_DECODER));

        CostModel cost = CostModel.of(whole, recovery.groups());
        UnitRanking ranking = UnitRanking.of(whole, recovery.groups(), CriterionName.L1.importance(Evidence.NONE));
        PruningPlan half = UniformPlan.within(cost, KeepLimits.none(recovery.groups()), Budget.ofMacs(HALF))
                .plan(ranking);
        Path written = folder.resolve("half.onnx");
        OnnxCodec.write(recovery.reconstruct(half), written);
        NetworkGraph reconstructed = OnnxCodec.read(written);
        assertThat(CostModel.costOf(reconstructed).macs())
                .isLessThanOrEqualTo(cost.whole().macs() / 2);
        double cut = accuracy(Surgeon.prune(whole, recovery.groups(), half), search, pixels);
        assertThat(accuracy(reconstructed, search, pixels)).isGreaterThan(cut);
    }

    private PlanConfig config(String normalisation, String scale) throws IOException {
        Path plan = folder.resolve("plan.yaml");
        Files.writeString(
                plan, """
                data:
                  source: %s
                  search_split: test
                  search_images: 1000
                  normalisation: %s
                  scale: %s
                """.formatted(SHARED.resolve("data/cifar10-jpeg.tar.gz").toAbsolutePath(), normalisation, scale));
        return new ConfigLoader<>(PlanConfig.KIND).load(plan, List.of()).config();
    }

    private static double accuracy(NetworkGraph graph, ImageSet images, Normalisation normalisation) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            return engine.accuracy(images, normalisation, 250);
        }
    }
}
