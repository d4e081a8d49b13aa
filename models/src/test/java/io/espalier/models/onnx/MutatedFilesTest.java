package io.espalier.models.onnx;

import static io.espalier.models.onnx.Foreign.attribute;
import static io.espalier.models.onnx.Foreign.image;
import static io.espalier.models.onnx.Foreign.ints;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.random.RandomKey;
import io.espalier.models.zoo.ZooNetwork;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Damaged files: each gives a network or one clear error, in time and without taking the process along. */
class MutatedFilesTest {

    private static final int FILES = 2000;

    /** For one file, on a machine that does something else too; they take a few milliseconds. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void everyMutatedFileGivesANetworkOrOneClearError() throws InterruptedException {
        List<byte[]> bases = bases();
        Map<String, Integer> outcomes = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            for (int file = 0; file < FILES; file++) {
                RandomGenerator random =
                        RandomKey.of(file + 1L, "test.mutation").generator();
                byte[] mutated = Mutation.of(bases.get(file % bases.size()), random);
                String name = "mutated-" + file + ".onnx";
                String outcome = outcome(reader, mutated, name);
                outcomes.merge(outcome.startsWith("wrong") ? "wrong" : outcome, 1, Integer::sum);
                if (outcome.startsWith("wrong")) {
                    wrong.add(name + " " + outcome);
                }
            }
        } finally {
            reader.shutdownNow();
        }
        assertThat(wrong).isEmpty();
        // If nearly all were read, or nearly none, the mutations would prove little.
        assertThat(outcomes.get("network")).isBetween(FILES / 20, FILES * 3 / 4);
        assertThat(outcomes.get("refused")).isGreaterThan(FILES / 5);
        assertThat(outcomes.get("no model")).isGreaterThan(FILES / 20);
    }

    private static String outcome(ExecutorService reader, byte[] bytes, String name) throws InterruptedException {
        Future<NetworkGraph> read = reader.submit(() -> {
            NetworkGraph graph = OnnxCodec.fromBytes(bytes, name);
            OnnxCodec.toBytes(graph);
            return graph;
        });
        try {
            read.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return "network";
        } catch (TimeoutException e) {
            return "wrong: takes longer than " + LIMIT;
        } catch (ExecutionException e) {
            Throwable error = Objects.requireNonNull(e.getCause());
            boolean named = String.valueOf(error.getMessage()).startsWith(name);
            if (named && error instanceof UnsupportedNetworkException) {
                return "refused";
            }
            if (named && error instanceof UncheckedIOException) {
                return "no model";
            }
            StackTraceElement[] trace = error.getStackTrace();
            return "wrong: " + error + (trace.length > 0 ? " at " + trace[0] : "");
        }
    }

    private static List<byte[]> bases() {
        return List.of(
                OnnxCodec.toBytes(ZooNetwork.RESNET8.create(TensorShape.image(3, 16, 16), 10, 1)),
                everyOperator(13),
                everyOperator(18),
                shapes(),
                attention());
    }

    private static byte[] everyOperator(int opset) {
        Foreign model = image(4, 8, 8)
                .opset(opset)
                .floats("w", 4, 4, 3, 3)
                .floats("b", 4)
                .floats("s", 4)
                .floats("m", 4)
                .floats("v", 4)
                .floats("t", 4, 4, 2, 2)
                .floats("c", 4, 1, 1)
                .floats("f", 4, 3)
                .floats("g", 3)
                .number("low", 0)
                .number("high", 6)
                .longs("starts", 0, 1)
                .longs("ends", Long.MAX_VALUE, 7)
                .longs("axes", 1, 2)
                .longs("steps", 1, 2)
                .longs("pads", 0, 1, 0, 1, 0, 1, 0, 0)
                .numbers("scales", 1, 1, 2, 2)
                .longs("target", 0, -1)
                .longs("last", 2, 3);
        model.node("Conv", "c1", List.of("x", "w", "b"), ints("pads", 1, 1, 1, 1), ints("strides", 2, 2))
                .node("BatchNormalization", "n1", List.of("c1", "s", "b", "m", "v"))
                .node("Clip", "k1", List.of("n1", "low", "high"))
                .node("ConvTranspose", "u1", List.of("k1", "t"), ints("strides", 2, 2))
                .node("Add", "a1", List.of("u1", "c"))
                .node("LeakyRelu", "l1", List.of("a1"), attribute("alpha", 0.1f))
                .node("Slice", "p1", List.of("l1", "starts", "ends", "axes", "steps"))
                .node("Pad", "q1", List.of("p1", "pads"))
                .node("MaxPool", "o1", List.of("q1"), ints("kernel_shape", 2, 2), attribute("ceil_mode", 1))
                .node("Resize", "r1", List.of("o1", "", "scales"), attribute("mode", "nearest"))
                .node("HardSigmoid", "h1", List.of("r1"))
                .node("Mul", "e1", List.of("r1", "h1"))
                .node("Concat", "y1", List.of("e1", "r1"), attribute("axis", 1));
        if (opset < 18) {
            model.longs("parts", 4, 8)
                    .split("Split", List.of("d1", "d2"), List.of("y1", "parts"), attribute("axis", 1));
        } else {
            model.split("Split", List.of("d1", "d2"), List.of("y1"), attribute("axis", 1), attribute("num_outputs", 2));
        }
        model.node("Transpose", "z1", List.of("d1"), ints("perm", 0, 1, 3, 2));
        if (opset < 18) {
            model.node("ReduceMean", "v1", List.of("z1"), ints("axes", 2, 3));
        } else {
            model.node("ReduceMean", "v1", List.of("z1", "last"));
        }
        return model.node("Squeeze", "i1", List.of("v1", "last"))
                .longs("row", 1)
                .node("Unsqueeze", "i2", List.of("i1", "row"))
                .node("Reshape", "j1", List.of("i2", "target"))
                .node("Flatten", "j2", List.of("j1"))
                .floats("f2", opset < 18 ? 4 : 6, 4)
                .node("MatMul", "m0", List.of("j2", "f2"))
                .node("Gemm", "m1", List.of("m0", "f", "g"))
                .node("Softmax", "y", List.of("m1"))
                .output("y");
    }

    static byte[] shapes() {
        return image(4, 6, 6)
                .longs("zero", 0)
                .longs("one", 1)
                .longs("two", 2)
                .longs("rest", 2, 6, 6)
                .node("Shape", "s", List.of("x"))
                .node("Slice", "n", List.of("s", "zero", "one", "zero"))
                .node("Gather", "h", List.of("s", "one"))
                .node("Div", "k", List.of("h", "two"))
                .node("Concat", "t", List.of("n", "k", "rest"), attribute("axis", 0))
                .node("Reshape", "r", List.of("x", "t"))
                .node("Transpose", "p", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
                .longs("back", 0, -1, 6, 6)
                .node("Reshape", "y", List.of("p", "back"))
                .output("y");
    }

    static byte[] attention() {
        return image(4, 3, 5)
                .longs("to", 0, 4, 15)
                .longs("zero", 0)
                .longs("one", 1)
                .longs("heads", 2)
                .longs("each", 15, 4)
                .floats("w", 15, 15)
                .number("half", 2)
                .node("Reshape", "r", List.of("x", "to"))
                .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1))
                .node("MatMul", "a", List.of("r", "t"))
                .node("Softmax", "b", List.of("a"))
                .node("MatMul", "c", List.of("b", "r"))
                .node("Pow", "d", List.of("c", "half"))
                .node("Transpose", "e", List.of("d"), ints("perm", 1, 0, 2))
                .node("Exp", "f", List.of("e"))
                .node("Transpose", "g", List.of("f"), ints("perm", 1, 2, 0))
                .node("Shape", "s", List.of("g"))
                .node("Slice", "n", List.of("s", "zero", "one", "zero"))
                .node("Mul", "m", List.of("n", "heads"))
                .node("Concat", "u", List.of("m", "each"), attribute("axis", 0))
                .node("Concat", "v", List.of("g", "g"), attribute("axis", 0))
                .node("Reshape", "o", List.of("v", "u"))
                .split("Split", List.of("y1", "y2"), List.of("o"), attribute("axis", 0))
                .node("Concat", "y", List.of("y1", "y2"), attribute("axis", 2))
                .output("y");
    }
}
