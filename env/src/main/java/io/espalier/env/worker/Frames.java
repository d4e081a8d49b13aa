package io.espalier.env.worker;

import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetNetwork;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How parent and measuring process talk: each frame is a length and so many bytes. */
final class Frames {

    private Frames() {}

    /** What stands before the networks of a request. */
    record Header(String id, int networks, int rounds, long capMillis, long seed) {}

    static void write(DataOutputStream out, byte... bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
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

    static void write(DataOutputStream out, BlockRequest request) throws IOException {
        write(
                out,
                TargetJson.line(new Header(
                        request.id(),
                        request.networks().size(),
                        request.rounds(),
                        request.capMillis(),
                        request.seed())));
        write(out, request.canary().onnx());
        for (TargetNetwork network : request.networks()) {
            write(out, network.onnx());
        }
        out.flush();
    }

    static BlockRequest readRequest(DataInputStream in) throws IOException {
        Header header = TargetJson.read(readText(in), Header.class);
        TargetNetwork canary = TargetNetwork.of(read(in));
        List<TargetNetwork> networks = new ArrayList<>();
        for (int i = 0; i < header.networks(); i++) {
            networks.add(TargetNetwork.of(read(in)));
        }
        return new BlockRequest(header.id(), networks, canary, header.rounds(), header.capMillis(), header.seed());
    }
}
