package io.espalier.models.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of a network: SHA-256 over its structure and the bits of its parameters. Two networks with one digest are bit-equal. */
public final class GraphDigest {

    private GraphDigest() {}

    /** 64 hexadecimal digits. The graph's own name does not count. */
    public static String of(NetworkGraph graph) {
        MessageDigest digest = sha256();
        update(digest, graph.input().toString());
        for (Node node : graph.nodes()) {
            update(digest, node.toString());
            for (String parameter : node.parameters()) {
                update(digest, graph.parameters().values(parameter));
            }
        }
        graph.outputs().forEach(output -> update(digest, output));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static void update(MessageDigest digest, FloatArray array) {
        float[] values = array.values();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
