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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The state of a training after a whole epoch: parameters with batch norm's statistics, and the updater's momentum, bit by bit, and what the
 * epochs brought.
 *
 * <p>The file: the text {@value #MAGIC}, the training's identity, the number of epochs done and the figures of each, the length and the bits of
 * both arrays, and a CRC-32 of all that. It is written beside the old one, forced to disk and renamed, so that there is always one that can be read.
 */
final class TrainingCheckpoint {

    static final String FILE = "training.checkpoint";

    private static final String MAGIC = "espalier-training-2";

    private static final int EPOCH_BYTES = 2 * Integer.BYTES + 4 * Double.BYTES;

    private final String identity;
    private final List<TrainingListener.Epoch> epochs;
    private final float[] parameters;
    private final float[] updaterState;

    private TrainingCheckpoint(
            String identity, List<TrainingListener.Epoch> epochs, float[] parameters, float[] updaterState) {
        this.identity = identity;
        this.epochs = List.copyOf(epochs);
        this.parameters = parameters;
        this.updaterState = updaterState;
    }

    /** The state of a network now. */
    static TrainingCheckpoint of(ComputationGraph network, String identity, List<TrainingListener.Epoch> epochs) {
        return new TrainingCheckpoint(
                identity,
                epochs,
                network.params().dup().data().asFloat(),
                network.getUpdater().getStateViewArray().dup().data().asFloat());
    }

    /** What each epoch that is done brought, in order. */
    List<TrainingListener.Epoch> epochs() {
        return epochs;
    }

    /** Puts the state back into a network of the same structure. */
    void restore(ComputationGraph network, int batchesPerEpoch) {
        network.setParams(row(parameters, network.params()));
        INDArray state = network.getUpdater().getStateViewArray();
        state.assign(row(updaterState, state));
        network.getConfiguration().setIterationCount(epochs.size() * batchesPerEpoch);
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
        out.writeInt(epochs.size());
        for (TrainingListener.Epoch epoch : epochs) {
            write(out, epoch);
        }
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
        TrainingCheckpoint found = new TrainingCheckpoint(in.readUTF(), readEpochs(in), readArray(in), readArray(in));
        long expected = checked.getChecksum().getValue();
        if (in.readLong() != expected) {
            throw new IOException("its checksum is wrong");
        }
        return found;
    }

    private static void write(DataOutputStream out, TrainingListener.Epoch epoch) throws IOException {
        out.writeInt(epoch.number());
        out.writeInt(epoch.of());
        out.writeDouble(epoch.meanLoss());
        out.writeDouble(epoch.accuracy());
        out.writeDouble(epoch.seconds());
        out.writeDouble(epoch.imagesPerSecond());
    }

    private static List<TrainingListener.Epoch> readEpochs(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (!(count >= 0 && count <= in.available() / EPOCH_BYTES)) {
            throw new IOException("the number of epochs is wrong: " + count);
        }
        List<TrainingListener.Epoch> epochs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            epochs.add(new TrainingListener.Epoch(
                    in.readInt(), in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
        }
        return epochs;
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
