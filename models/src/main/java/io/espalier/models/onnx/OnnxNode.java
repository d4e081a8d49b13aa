package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.espalier.models.graph.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node of a model while it is read. Every attribute must be asked for once, so that none is passed over in silence. */
final class OnnxNode {

    private final NodeProto proto;
    private final int place;
    private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();

    /** @param place of the node in its file */
    OnnxNode(NodeProto proto, int place) {
        this.proto = proto;
        this.place = place;
        proto.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    }

    NodeProto proto() {
        return proto;
    }

    int place() {
        return place;
    }

    /** How messages call the node: its own name, or its output's where it has none. */
    String name() {
        return proto.getName().isEmpty() ? output() : proto.getName();
    }

    /** The operator, with its domain where it is not ONNX's own. */
    String type() {
        return isStandard() ? proto.getOpType() : proto.getDomain() + "." + proto.getOpType();
    }

    boolean isStandard() {
        return proto.getDomain().isEmpty() || proto.getDomain().equals("ai.onnx");
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

    boolean hasInput(int index) {
        return index < inputCount() && !proto.getInput(index).isEmpty();
    }

    String input(int index) {
        if (!hasInput(index)) {
            throw new IllegalArgumentException("must have an input " + index);
        }
        return proto.getInput(index);
    }

    long integer(String name, long otherwise) {
        return taken(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
    }

    float real(String name, float otherwise) {
        return taken(name, AttributeType.FLOAT).map(AttributeProto::getF).orElse(otherwise);
    }

    /** Through its decimal form, so that 1e-5f becomes the double 1e-5. */
    double decimal(String name, float otherwise) {
        return decimal(real(name, otherwise));
    }

    static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    String text(String name, String otherwise) {
        return taken(name, AttributeType.STRING)
                .map(attribute -> attribute.getS().toStringUtf8())
                .orElse(otherwise);
    }

    Optional<List<Integer>> integers(String name) {
        return taken(name, AttributeType.INTS)
                .map(attribute ->
                        attribute.getIntsList().stream().map(Math::toIntExact).toList());
    }

    /** @throws IllegalArgumentException if the attribute has another number of values than the default */
    List<Integer> integers(String name, List<Integer> otherwise) {
        List<Integer> found = integers(name).orElse(otherwise);
        if (found.size() != otherwise.size()) {
            throw new IllegalArgumentException("%s must have %d values: %s".formatted(name, otherwise.size(), found));
        }
        return found;
    }

    Optional<AttributeProto> attribute(String name) {
        return Optional.ofNullable(attributes.remove(name));
    }

    private Optional<AttributeProto> taken(String name, AttributeType type) {
        AttributeProto attribute = attributes.remove(name);
        // Files of the first years do not name the type.
        if (attribute != null && attribute.getType() != type && attribute.getType() != AttributeType.UNDEFINED) {
            throw new IllegalArgumentException("%s must be of type %s: %s".formatted(name, type, attribute.getType()));
        }
        return Optional.ofNullable(attribute);
    }

    /** @throws UnknownFormException if the attribute is there with another value */
    void requireInteger(String name, long only) {
        long value = integer(name, only);
        if (value != only) {
            throw new UnknownFormException("%s must be %d: %d".formatted(name, only, value));
        }
    }

    /** @throws UnknownFormException if an attribute has not been asked for */
    void requireNoMoreAttributes() {
        if (!attributes.isEmpty()) {
            throw new UnknownFormException("has attributes that are not known: " + attributes.keySet());
        }
    }

    static Window.Size size(List<Integer> sides) {
        return new Window.Size(sides.get(0), sides.get(1));
    }
}
