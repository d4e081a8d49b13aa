package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.remote.RemoteAccess;
import io.espalier.env.remote.RemoteTarget;
import io.espalier.env.remote.Token;
import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The small distribution, as the module experiments has laid it out in its package phase. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TargetDistributionTest {

    /** ONNX Runtime for its four platforms is 54 MB of it, our own jars 8. */
    private static final long MOST_BYTES = 75L * 1000 * 1000;

    private static final Path DISTRIBUTION = Repository.ROOT.resolve("experiments/target/espalier-target");
    private static final Token TOKEN = Token.of("a-token-for-tests-only");
    private static final String READY = "serving at ";
    private static final long PATIENCE_SECONDS = 30;

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void staysBelow75Megabytes() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isPositive().isLessThan(MOST_BYTES);
    }

    @Test
    void holdsNothingThatTrains() throws IOException {
        assertThat(files())
                .extracting(file -> String.valueOf(file.getFileName()))
                .anyMatch(name -> name.startsWith("onnxruntime-"))
                .anyMatch(name -> name.startsWith("espalier-env-"))
                .noneMatch(
                        name -> name.matches(
                                "(nd4j|deeplearning4j|rl4j|datavec|javacpp|openblas|mlflow|tribuo|protobuf|espalier-agent|espalier-experiments).*"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script starts it")
    void servesMeasurementsOfARealNetwork() throws Exception {
        Process process = start();
        try {
            RemoteAccess access = RemoteAccess.of(address(process), TOKEN);
            RemoteTarget target = RemoteTarget.connect(access, TargetSettings.DEFAULTS);
            TargetNetwork reference = network(1);
            Block block =
                    target.measure(new BlockRequest("d/0", List.of(reference, network(2)), reference, 5, 10_000, 1));
            assertThat(block.rounds())
                    .hasSize(5)
                    .allSatisfy(round -> assertThat(round.nanos()).hasSize(2).allMatch(nanos -> nanos > 1000));
            assertThat(block.fingerprint().facts()).containsEntry("runtime", "onnx_runtime");
            assertThatThrownBy(
                            () -> RemoteTarget.connect(access, TargetSettings.DEFAULTS.withRuntime(RuntimeKind.DL4J)))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("answered 422")
                    .hasMessageContainingAll("dl4j");
        } finally {
            process.destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static TargetNetwork network(int seed) {
        return TargetNetwork.of(OnnxCodec.toBytes(ZooNetwork.RESNET8.create(TensorShape.image(3, 32, 32), 10, seed)));
    }

    private static Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        DISTRIBUTION.resolve("espalier-target").toString(), "--port", "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(Token.VARIABLE, TOKEN.reveal());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static URI address(Process process) throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).startsWith(READY);
        return URI.create(line.substring(READY.length()));
    }
}
