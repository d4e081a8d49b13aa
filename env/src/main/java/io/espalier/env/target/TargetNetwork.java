package io.espalier.env.target;

import io.espalier.models.data.Sha256;

/** A network as a target is given it: an ONNX model of one file, known by its digest. Immutable. */
public final class TargetNetwork {

    private final byte[] onnx;
    private final String id;

    private TargetNetwork(byte[] onnx, String id) {
        this.onnx = onnx;
        this.id = id;
    }

    /** @param onnx the model; copied */
    public static TargetNetwork of(byte[] onnx) {
        byte[] copy = onnx.clone();
        return new TargetNetwork(copy, new Sha256().add(copy).hex());
    }

    /** SHA-256 of the model, 64 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** The model, in a new array. */
    public byte[] onnx() {
        return onnx.clone();
    }

    /** Bytes of the model. */
    public int size() {
        return onnx.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetNetwork network && id.equals(network.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
