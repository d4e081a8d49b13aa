package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.command.CommandTarget;
import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The program in {@code examples/targets}, with the Python that the build installs; left out of quick builds. */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
class PythonTargetTest {

    /** ResNet-20 has 40 million MACs, ResNet-8 a third of them; a wrong order of columns would be seen on any machine. */
    private static final double SLOWER = 1.2;

    @TempDir
    private Path folder;

    private static TargetNetwork network(ZooNetwork network) {
        return TargetNetwork.of(OnnxCodec.toBytes(network.create(TensorShape.image(3, 32, 32), 10, 1)));
    }

    @Test
    void measuresWithOnnxRuntimeInPython() throws IOException {
        TargetNetwork small = network(ZooNetwork.RESNET8);
        TargetNetwork large = network(ZooNetwork.RESNET20);
        try (Target target = CommandTarget.open(script(), TargetSettings.DEFAULTS)) {
            assertThat(target.fingerprint().facts())
                    .containsEntry("runtime", "onnxruntime-python")
                    .containsEntry("batch", "1");
            Block block = target.measure(new BlockRequest("p/0", List.of(large, small, large), small, 15, 10_000, 3));
            assertThat(block.rounds()).hasSize(15).allSatisfy(round -> assertThat(round.canaryNanos())
                    .hasSize(4));
            assertThat(fastest(block, 0)).isGreaterThan(SLOWER * fastest(block, 1));
            assertThat(fastest(block, 2)).isGreaterThan(SLOWER * fastest(block, 1));
        }
    }

    private static double fastest(Block block, int network) {
        return block.rounds().stream()
                .mapToLong(round -> round.nanos().get(network))
                .min()
                .orElseThrow();
    }

    /** The program as it is, run by the environment's Python instead of the system's. */
    private Path script() throws IOException {
        Path python = Path.of(System.getProperty("espalier.mlflow.venv"), "bin", "python");
        Path program = Repository.ROOT.resolve("examples/targets/onnxruntime_target.py");
        Path script = folder.resolve("target");
        Files.writeString(script, "#!/bin/sh\nexec '%s' '%s' \"$@\"\n".formatted(python, program));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }
}
