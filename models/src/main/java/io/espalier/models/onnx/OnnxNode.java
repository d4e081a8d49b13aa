package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.espalier.models.graph.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node of a model while it is read. Every attribute must be asked for once, so that none is passed over in silence. */
final class OnnxNode {

    private final NodeProto proto;
    private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();

    OnnxNode(NodeProto proto) {
        this.proto = proto;
        proto.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    }

    /** How messages call the node: its own name, or its output's where it has none. */
    String name() {
        return proto.getName().isEmpty() ? output() : proto.getName();
    }

    /** The operator, with its domain where it is not ONNX's own. */
    String type() {
        String domain = proto.getDomain();
        return domain.isEmpty() || domain.equals("ai.onnx") ? proto.getOpType() : domain + "." + proto.getOpType();
    }

    String output() {
        return proto.getOutputCount() == 0 ? "" : proto.getOutput(0);
    }

    /** Number of inputs without the empty ones at the end. */
    int inputCount() {
        int count = proto.getInputCount();
        while (count > 0 && proto.getInput(count - 1).isEmpty()) {
            count--;
        }
        return count;
    }

    String input(int index) {
        if (!(index < inputCount())) {
            throw new IllegalArgumentException("must have an input " + index);
        }
        return proto.getInput(index);
    }

    /** @throws IllegalArgumentException if there is more than one output or none */
    void requireOneOutput() {
        if (proto.getOutputList().stream().filter(output -> !output.isEmpty()).count() != 1) {
            throw new IllegalArgumentException("must have one output: " + proto.getOutputList());
        }
    }

    long integer(String name, long otherwise) {
        AttributeProto attribute = attributes.remove(name);
        return attribute == null ? otherwise : attribute.getI();
    }

    float real(String name, float otherwise) {
        AttributeProto attribute = attributes.remove(name);
        return attribute == null ? otherwise : attribute.getF();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = attributes.remove(name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /** @throws IllegalArgumentException if the attribute has another number of values than the default */
    List<Integer> integers(String name, List<Integer> otherwise) {
        AttributeProto attribute = attributes.remove(name);
        if (attribute == null) {
            return otherwise;
        }
        if (attribute.getIntsCount() != otherwise.size()) {
            throw new IllegalArgumentException(
                    "%s must have %d values: %s".formatted(name, otherwise.size(), attribute.getIntsList()));
        }
        return attribute.getIntsList().stream().map(Math::toIntExact).toList();
    }

    AttributeProto required(String name) {
        AttributeProto attribute = attributes.remove(name);
        if (attribute == null) {
            throw new IllegalArgumentException("must have the attribute " + name + ": " + attributes.keySet());
        }
        return attribute;
    }

    /** @throws IllegalArgumentException if the attribute is there with another value */
    void requireInteger(String name, long only) {
        long value = integer(name, only);
        if (value != only) {
            throw new IllegalArgumentException("%s must be %d: %d".formatted(name, only, value));
        }
    }

    /** @throws IllegalArgumentException if the attribute is there with another value */
    void requireReal(String name, float only) {
        float value = real(name, only);
        if (value != only) {
            throw new IllegalArgumentException("%s must be %s: %s".formatted(name, only, value));
        }
    }

    /** @throws IllegalArgumentException if an attribute has not been asked for */
    void requireNoMoreAttributes() {
        if (!attributes.isEmpty()) {
            throw new IllegalArgumentException("has attributes that are not known: " + attributes.keySet());
        }
    }

    /** Strides, pads and dilations of a window with this kernel. */
    Window window(Window.Size kernel) {
        String autoPad = text("auto_pad", "NOTSET");
        if (!(autoPad.equals("NOTSET") || autoPad.equals("VALID"))) {
            throw new IllegalArgumentException("auto_pad must be NOTSET or VALID: " + autoPad);
        }
        List<Integer> strides = integers("strides", List.of(1, 1));
        List<Integer> pads = integers("pads", List.of(0, 0, 0, 0));
        List<Integer> dilations = integers("dilations", List.of(1, 1));
        return new Window(
                kernel,
                size(strides),
                new Window.Padding(pads.get(0), pads.get(1), pads.get(2), pads.get(3)),
                size(dilations));
    }

    static Window.Size size(List<Integer> sides) {
        return new Window.Size(sides.get(0), sides.get(1));
    }
}
