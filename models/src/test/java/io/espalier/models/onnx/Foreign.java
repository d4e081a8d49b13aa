package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.random.RandomKey;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;

/** Writes models as other tools might: node after node, with whatever attributes a test wants. */
final class Foreign {

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("foreign");
    private final java.util.Set<String> domains = new java.util.TreeSet<>();
    private int opset = 13;

    private Foreign() {}

    /** An input "x" of shape {@code [batch, dimensions...]}. */
    static Foreign image(long... dimensions) {
        Foreign foreign = new Foreign();
        foreign.graph.addInput(value("x", dimensions));
        return foreign;
    }

    Foreign opset(int version) {
        opset = version;
        return this;
    }

    /** A node whose only output is {@code output}; its name is the output's with "/op" behind it. */
    Foreign node(String type, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(output + "/op")
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    /** A node without a name of its own. */
    Foreign nameless(String type, String output, List<String> inputs) {
        graph.addNode(NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output));
        return this;
    }

    /** A batch of one size only. */
    Foreign batch(int size) {
        graph.getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .clear()
                .setDimValue(size);
        return this;
    }

    /** A node with several outputs. */
    Foreign split(String type, List<String> outputs, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(outputs.get(0) + "/op")
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    /** A node of another domain. */
    Foreign domain(String domain, String type, String output, List<String> inputs) {
        domains.add(domain);
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setDomain(domain)
                .addAllInput(inputs)
                .addOutput(output));
        return this;
    }

    /** A single real number. */
    Foreign number(String name, float value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addFloatData(value));
        return this;
    }

    /** Real numbers in a row. */
    Foreign numbers(String name, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(values.length);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** Axes as an attribute or, from an opset on, as an input; the node reads {@code x}. */
    Foreign axes(String type, String output, int inputSince, long[] axes, AttributeProto... attributes) {
        if (opset >= inputSince) {
            return longs(output + ".axes", axes).node(type, output, List.of("x", output + ".axes"), attributes);
        }
        AttributeProto[] all = java.util.Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = ints("axes", axes);
        return node(type, output, List.of("x"), all);
    }

    /** Random values in typed form, not raw. */
    Foreign floats(String name, long... dimensions) {
        graph.addInitializer(tensor(name, dimensions));
        return this;
    }

    Foreign longs(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    Foreign initialiser(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    byte[] output(String... names) {
        for (String name : names) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floatType()));
        }
        return model().build().toByteArray();
    }

    /** The model so far. */
    ModelProto.Builder model() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(opset < 15 ? 7 : 8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
        domains.forEach(domain -> model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1)));
        return model.setGraph(graph);
    }

    int opset() {
        return opset;
    }

    static TensorProto tensor(String name, long... dimensions) {
        RandomGenerator random = RandomKey.of(1, "test.foreign." + name).generator();
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        long count = 1;
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
            count *= dimension;
        }
        for (long i = 0; i < count; i++) {
            tensor.addFloatData((float) (0.5 + random.nextDouble()));
        }
        return tensor.build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static ai.onnx.proto.OnnxMl.TypeProto floatType(long... dimensions) {
        var tensor =
                ai.onnx.proto.OnnxMl.TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber());
        if (dimensions.length > 0) {
            tensor.getShapeBuilder().addDimBuilder().setDimParam("n");
            for (long dimension : dimensions) {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(dimension);
            }
        }
        return ai.onnx.proto.OnnxMl.TypeProto.newBuilder().setTensorType(tensor).build();
    }

    private static ValueInfoProto value(String name, long... dimensions) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(floatType(dimensions))
                .build();
    }
}
