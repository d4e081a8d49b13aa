package io.espalier.env.worker;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetNetwork;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The samples of a block as numbers: what they are samples of only the parent knows. Made to be filled while rounds run. */
final class Samples {

    private static final int BESIDES = 3;

    private final int networks;
    private final List<long[]> rows = new ArrayList<>();
    private long elapsedNanos;

    Samples(int networks) {
        this.networks = networks;
    }

    /** Room for one round: the networks' times in the order of the request, the canary's, then waited and stolen time. */
    long[] newRow() {
        long[] row = new long[2 * networks + BESIDES];
        rows.add(row);
        return row;
    }

    int rounds() {
        return rows.size();
    }

    void end(long nanos) {
        elapsedNanos = nanos;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(elapsedNanos);
        out.writeInt(networks);
        out.writeInt(rows.size());
        for (long[] row : rows) {
            for (long value : row) {
                out.writeLong(value);
            }
        }
    }

    static Samples read(DataInputStream in) throws IOException {
        long elapsedNanos = in.readLong();
        Samples samples = new Samples(in.readInt());
        samples.end(elapsedNanos);
        int rounds = in.readInt();
        for (int round = 0; round < rounds; round++) {
            long[] row = samples.newRow();
            for (int i = 0; i < row.length; i++) {
                row[i] = in.readLong();
            }
        }
        return samples;
    }

    Block block(BlockRequest request, TargetFingerprint fingerprint) {
        return new Block(
                request.id(),
                fingerprint,
                request.networks().stream().map(TargetNetwork::id).toList(),
                rows.stream().map(this::round).toList(),
                elapsedNanos);
    }

    private Block.Round round(long... row) {
        int canaries = row.length - 2;
        return new Block.Round(
                boxed(row, 0, networks), boxed(row, networks, canaries), row[canaries], row[canaries + 1]);
    }

    private static List<Long> boxed(long[] row, int from, int to) {
        return Arrays.stream(row, from, to).boxed().toList();
    }
}
