package io.espalier.env.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** How parent and measuring process write bytes, texts and facts to each other: a length, then so many of them. */
final class Frames {

    private Frames() {}

    static void write(DataOutputStream out, byte... bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(DataOutputStream out, Map<String, String> facts) throws IOException {
        out.writeInt(facts.size());
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            write(out, fact.getKey());
            write(out, fact.getValue());
        }
    }

    /** @throws java.io.EOFException if the other side has gone */
    static byte[] read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(read(in), StandardCharsets.UTF_8);
    }

    static Map<String, String> readFacts(DataInputStream in) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            facts.put(name, readText(in));
        }
        return facts;
    }
}
