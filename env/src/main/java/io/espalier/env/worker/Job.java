package io.espalier.env.worker;

import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetNetwork;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A request as the measuring process has it. Networks that stand twice in a request are sent, and kept, once.
 *
 * @param models bytes of the networks and of the canary, each of them once
 * @param places which of the models each network is, in the order of the request, and the canary at the end
 */
record Job(List<byte[]> models, List<Integer> places, int rounds, long capMillis, long seed) {

    static void write(BlockRequest request, DataOutputStream out) throws IOException {
        List<TargetNetwork> all = new ArrayList<>(request.networks());
        all.add(request.canary());
        List<TargetNetwork> models = List.copyOf(new LinkedHashSet<>(all));
        out.writeInt(models.size());
        for (TargetNetwork model : models) {
            Frames.write(out, model.onnx());
        }
        out.writeInt(all.size());
        for (TargetNetwork network : all) {
            out.writeInt(models.indexOf(network));
        }
        out.writeInt(request.rounds());
        out.writeLong(request.capMillis());
        out.writeLong(request.seed());
    }

    static Job read(DataInputStream in) throws IOException {
        List<byte[]> models = new ArrayList<>();
        int distinct = in.readInt();
        for (int i = 0; i < distinct; i++) {
            models.add(Frames.read(in));
        }
        List<Integer> places = new ArrayList<>();
        int networks = in.readInt();
        for (int i = 0; i < networks; i++) {
            places.add(in.readInt());
        }
        return new Job(models, places, in.readInt(), in.readLong(), in.readLong());
    }

    /** How many networks are to be loaded, the canary not counted. */
    int networks() {
        return places.size() - 1;
    }

    /** The bytes of a network; of the canary where the place is {@link #networks}. */
    byte[] model(int place) {
        return models.get(places.get(place));
    }
}
