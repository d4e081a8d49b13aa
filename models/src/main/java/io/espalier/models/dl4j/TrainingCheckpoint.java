package io.espalier.models.dl4j;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The state of a training after a whole epoch: parameters with batch norm's statistics, and the updater's momentum, bit by bit.
 *
 * <p>The file: the text {@value #MAGIC}, the training's identity, the epochs done, the length and the bits of both arrays, and a CRC-32 of all
 * that. It is written beside the old one, forced to disk and renamed, so that there is always one that can be read.
 */
final class TrainingCheckpoint {

    static final String FILE = "training.checkpoint";

    private static final String MAGIC = "espalier-training-1";

    private final String identity;
    private final int epochsDone;
    private final float[] parameters;
    private final float[] updaterState;

    private TrainingCheckpoint(String identity, int epochsDone, float[] parameters, float[] updaterState) {
        this.identity = identity;
        this.epochsDone = epochsDone;
        this.parameters = parameters;
        this.updaterState = updaterState;
    }

    /** The state of a network now. */
    static TrainingCheckpoint of(ComputationGraph network, String identity, int epochsDone) {
        return new TrainingCheckpoint(
                identity,
                epochsDone,
                network.params().dup().data().asFloat(),
                network.getUpdater().getStateViewArray().dup().data().asFloat());
    }

    int epochsDone() {
        return epochsDone;
    }

    /** Puts the state back into a network of the same structure. */
    void restore(ComputationGraph network, int batchesPerEpoch) {
        network.setParams(row(parameters, network.params()));
        INDArray state = network.getUpdater().getStateViewArray();
        state.assign(row(updaterState, state));
        network.getConfiguration().setIterationCount(epochsDone * batchesPerEpoch);
    }

    /**
     * Writes the file, replacing an older one at once.
     *
     * @throws UncheckedIOException if that fails; the older file is then still there
     */
    void write(Path folder) {
        Path target = folder.resolve(FILE);
        Path fresh = folder.resolve(FILE + ".new");
        try {
            Files.createDirectories(folder);
            try (OutputStream out = Files.newOutputStream(fresh)) {
                writeTo(out);
            }
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write checkpoint " + target, e);
        }
    }

    /**
     * The checkpoint in a folder, if there is one.
     *
     * @throws IllegalArgumentException if it belongs to another training
     * @throws UncheckedIOException if it cannot be read or is damaged
     */
    static Optional<TrainingCheckpoint> read(Path folder, String identity) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        TrainingCheckpoint found;
        try (CheckedInputStream in =
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), new CRC32())) {
            found = readFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read checkpoint " + file, e);
        }
        if (!found.identity.equals(identity)) {
            throw new IllegalArgumentException(
                    "checkpoint must belong to the same start, images and settings; delete it to begin anew: " + file);
        }
        return Optional.of(found);
    }

    private void writeTo(OutputStream file) throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(new BufferedOutputStream(file), new CRC32());
        DataOutputStream out = new DataOutputStream(checked);
        out.writeUTF(MAGIC);
        out.writeUTF(identity);
        out.writeInt(epochsDone);
        write(out, parameters);
        write(out, updaterState);
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
    }

    private static TrainingCheckpoint readFrom(CheckedInputStream checked) throws IOException {
        DataInputStream in = new DataInputStream(checked);
        if (!in.readUTF().equals(MAGIC)) {
            throw new IOException("it does not begin with " + MAGIC);
        }
        TrainingCheckpoint found = new TrainingCheckpoint(in.readUTF(), in.readInt(), readArray(in), readArray(in));
        long expected = checked.getChecksum().getValue();
        if (in.readLong() != expected) {
            throw new IOException("its checksum is wrong");
        }
        return found;
    }

    private static void write(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeInt(Float.floatToRawIntBits(value));
        }
    }

    private static float[] readArray(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (!(length >= 0 && length <= in.available() / Float.BYTES)) {
            throw new IOException("an array's length is wrong: " + length);
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = Float.intBitsToFloat(in.readInt());
        }
        return values;
    }

    private static INDArray row(float[] values, INDArray like) {
        if (values.length != like.length()) {
            throw new IllegalStateException(
                    "checkpoint must hold %d values: %d".formatted(like.length(), values.length));
        }
        return Nd4j.createFromArray(values).reshape('c', like.shape());
    }
}
