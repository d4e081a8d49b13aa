package io.espalier.env.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.target.Block;
import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class Dl4jTargetTest {

    private static final TargetSettings DL4J = TargetSettings.DEFAULTS.withRuntime(RuntimeKind.DL4J);

    @Test
    void measuresInAProcessWithDl4j() {
        try (ForkedTarget target = ForkedTarget.start(DL4J)) {
            Block block = target.measure(SmallNetworks.block("dl4j", 3, 8, 16));
            assertThat(block.rounds()).hasSize(3);
            assertThat(block.fingerprint().facts())
                    .containsEntry("runtime", "dl4j")
                    .containsEntry("runtime_version", "1.0.0-M2.1");
        }
    }

    @Test
    void saysThatDl4jIsMissingWhereItIsNotInstalled() {
        ProcessBuilder small = WorkerCommand.of(DL4J, WorkerCommand.needed().orElseThrow());
        assertThatThrownBy(() -> WorkerProcess.start(small, Duration.ofMinutes(1)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("runtime must be onnx_runtime where DL4J is not installed: dl4j");
    }
}
