package io.espalier.models.onnx;

import static io.espalier.models.onnx.Foreign.attribute;
import static io.espalier.models.onnx.Foreign.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What our operators cannot say is kept as it is; what cannot be kept is refused. */
class KeptNodesTest {

    static Stream<Arguments> kept() {
        return Stream.of(
                Arguments.of(
                        "an operator that we do not have",
                        List.of("Exp"),
                        image(2, 3, 3)
                                .node("Exp", "e", List.of("x"))
                                .node("Relu", "y", List.of("e"))
                                .output("y")),
                Arguments.of(
                        "an operator of ONNX Runtime",
                        List.of("com.microsoft.Gelu"),
                        image(2, 3, 3)
                                .domain("com.microsoft", "Gelu", "y", List.of("x"))
                                .output("y")),
                Arguments.of(
                        "cubic interpolation",
                        List.of("Resize"),
                        image(2, 5, 5)
                                .numbers("scales", 1, 1, 2, 2)
                                .node("Resize", "y", List.of("x", "", "scales"), attribute("mode", "cubic"))
                                .output("y")),
                Arguments.of(
                        "softmax over several axes",
                        List.of("Softmax"),
                        image(2, 3, 3)
                                .opset(11)
                                .node("Softmax", "y", List.of("x"))
                                .output("y")),
                Arguments.of(
                        "two outputs, whole numbers, and back",
                        List.of("TopK", "TopK", "Cast"),
                        image(2, 3, 3)
                                .longs("k", 4)
                                .node("Flatten", "f", List.of("x"))
                                .split("TopK", List.of("v", "i"), List.of("f", "k"))
                                .node("Cast", "c", List.of("i"), attribute("to", 1))
                                .node("Add", "y", List.of("v", "c"))
                                .output("y")),
                Arguments.of(
                        "the second of two outputs",
                        List.of("TopK", "Cast"),
                        image(2, 3, 3)
                                .longs("k", 4)
                                .node("Flatten", "f", List.of("x"))
                                .split("TopK", List.of("v", "i"), List.of("f", "k"))
                                .node("Cast", "y", List.of("i"), attribute("to", 1))
                                .output("y")),
                Arguments.of(
                        "equal nodes without names",
                        List.of("Exp", "Exp"),
                        image(2, 3, 3)
                                .nameless("Exp", "a", List.of("x"))
                                .nameless("Exp", "b", List.of("x"))
                                .nameless("Mul", "y", List.of("a", "b"))
                                .output("y")),
                Arguments.of(
                        "a constant for each example",
                        List.of("Add"),
                        image(1, 2, 2)
                                .batch(3)
                                .floats("c", 3, 1, 2, 2)
                                .node("Add", "y", List.of("x", "c"))
                                .output("y")),
                Arguments.of(
                        "two names of one output",
                        List.of("Identity"),
                        image(2, 3, 3)
                                .node("Tanh", "t", List.of("x"))
                                .node("Identity", "y", List.of("t"))
                                .output("t", "y")),
                Arguments.of(
                        "a constant that is computed",
                        List.of("ConstantOfShape", "Add"),
                        image(2, 3, 3)
                                .longs("s", 2, 1, 1)
                                .node("ConstantOfShape", "c", List.of("s"))
                                .node("Add", "y", List.of("x", "c"))
                                .output("y")),
                Arguments.of(
                        "attention, and shapes that depend on the batch",
                        List.of(
                                "MatMul",
                                "MatMul",
                                "Pow",
                                "Transpose",
                                "Exp",
                                "Transpose",
                                "Shape",
                                "Slice",
                                "Mul",
                                "Concat",
                                "Concat",
                                "Reshape",
                                "Split",
                                "Split"),
                        MutatedFilesTest.attention()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void keptNodesComeBackAsTheyWere(String name, List<String> types, byte[] model) {
        NetworkGraph graph = OnnxCodec.fromBytes(model, name);
        List<String> found = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.operator() instanceof Opaque opaque) {
                found.add(opaque.type());
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(types);
        byte[] written = OnnxCodec.toBytes(graph);
        NetworkGraph again = OnnxCodec.fromBytes(written, "again");
        assertThat(again.nodes()).isEqualTo(graph.nodes());
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.outputs()).isEqualTo(graph.outputs());
        assertThat(Coupling.of(graph).fences()).hasSizeGreaterThanOrEqualTo(types.size());
        OperatorFormsTest.requireActsAlike(model, written, graph);
    }

    @Test
    void wholeNumbersMayLeaveTheNetwork() {
        NetworkGraph graph = OnnxCodec.fromBytes(
                image(2, 3, 3)
                        .node("ArgMax", "y", List.of("x"), attribute("axis", 1))
                        .output("y"),
                "argmax");
        assertThat(graph.shape("y")).isEqualTo(TensorShape.image(1, 3, 3));
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "again");
        assertThat(again.nodes()).isEqualTo(graph.nodes());
    }

    @Test
    void batchOfOneSizeIsTakenForTheBatchAndWrittenAgain() {
        NetworkGraph graph = OnnxCodec.fromBytes(
                image(2, 3, 3)
                        .batch(2)
                        .longs("t", 2, -1)
                        .node("Reshape", "y", List.of("x", "t"))
                        .output("y"),
                "fixed");
        assertThat(graph.shape("y")).isEqualTo(TensorShape.vector(18));
        assertThat(graph.origin().batch()).isEqualTo("2");
    }

    @Test
    void constantsThatALayerSharesStayWithTheKeptNode() {
        byte[] model = image(3, 2, 2)
                .floats("w", 3, 3, 1, 1)
                .node("Conv", "a", List.of("x", "w"))
                .node("Sigmoid", "s", List.of("a"))
                .node("Pow", "y", List.of("s", "w"))
                .batch(3)
                .output("y");
        NetworkGraph graph = OnnxCodec.fromBytes(model, "shared");
        NetworkGraph changed = graph.withParameters(graph.parameters().map((name, value) -> value.mul(2)));
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(changed), "again");
        // The layer's weight and the kept node's constant have parted: one of them needs another name, neither another
        // value.
        assertThat(again.parameter(again.node("a"), "weight"))
                .isEqualTo(changed.parameter(changed.node("a"), "weight"));
        OperatorFormsTest.requireActsAlike(OnnxCodec.toBytes(changed), OnnxCodec.toBytes(again), changed);
        OperatorFormsTest.requireActsAlike(model, OnnxCodec.toBytes(graph), graph);
    }

    static Stream<Arguments> refused() {
        AttributeProto body = AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeType.GRAPH)
                .setG(GraphProto.newBuilder().setName("inside"))
                .build();
        return Stream.of(
                Arguments.of(
                        image(1, 4, 4).node("If", "y", List.of("x"), body).output("y"),
                        "node 'y/op' (If) has a graph inside, which cannot be kept: then_branch"),
                Arguments.of(
                        image(1, 4, 4)
                                .domain("of.mine", "Fold", "y", List.of("x"))
                                .output("y"),
                        "node 'y' (of.mine.Fold) is of a domain that ONNX Runtime does not run: of.mine"),
                Arguments.of(
                        image(1, 4, 4).node("NonZero", "y", List.of("x")).output("y"),
                        "node 'y/op' (NonZero) is not among the operators that can be read, and cannot be kept as it is:"
                                + " the shape of what it makes is only known when it runs"),
                Arguments.of(
                        image(1, 4, 4)
                                .node("SplitToSequence", "s", List.of("x"), attribute("axis", 2))
                                .node("ConcatFromSequence", "y", List.of("s"), attribute("axis", 2))
                                .output("y"),
                        "node 's/op' (SplitToSequence) is not among the operators that can be read, and cannot be kept as"
                                + " it is: "),
                Arguments.of(
                        image(1, 4, 4)
                                .node("Relu", "a", List.of("b"))
                                .node("Add", "b", List.of("a", "x"))
                                .output("b"),
                        "nodes must not read each other in a circle: node 'a/op' (Relu)"),
                Arguments.of(
                        image(1, 4, 4)
                                .longs("c", 1, 2)
                                .node("Identity", "y", List.of("c"))
                                .output("y"),
                        "output 'y' must depend on the input"),
                Arguments.of(
                        image(1, 4, 4)
                                .node("Relu", "y", List.of("x"))
                                .node("Tanh", "y", List.of("x"))
                                .output("y"),
                        "node 'y/op' (Tanh) must make a tensor that no other makes: 'y'"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void whatCannotBeKeptIsRefused(byte[] model, String reason) {
        assertThatThrownBy(() -> OnnxCodec.fromBytes(model, "foreign.onnx"))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageStartingWith("foreign.onnx: " + reason);
    }

    @Test
    void keptNodesStayInTheirOpset() {
        NetworkGraph graph = OnnxCodec.fromBytes(
                image(2, 3, 3)
                        .node("Exp", "e", List.of("x"))
                        .node("Relu", "y", List.of("e"))
                        .output("y"),
                "memory");
        Node kept = graph.nodes().get(0);
        Node swish =
                graph.nodes().get(1).withOperator(new Operator.Activation(Operator.Activation.Function.HARD_SWISH));
        NetworkGraph newer = graph.withNodes(List.of(kept, swish), Parameters.of(Map.of()));
        assertThatThrownBy(() -> OnnxCodec.toBytes(newer))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage(
                        "node 'y' (Activation): ONNX can say it from opset 14 on, but nodes of a foreign file are of"
                                + " opset 13");
    }
}
