package io.espalier.agent;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a DDPG learner remembers beside its networks; as a file, big-endian, every number to the bit.
 *
 * @param rounds learned from
 * @param episodes learned from
 * @param updates done
 * @param batches drawn from the replay memory
 * @param baseline of the reward
 * @param replay transitions, the oldest first
 */
record DdpgProgress(
        int rounds,
        int episodes,
        int updates,
        long batches,
        OptionalDouble baseline,
        List<StateActionRewardState<Double>> replay) {

    private static final String FILE = "progress.bin";
    private static final int MAGIC = 0x44447047; // "DDpG", and the version of the layout after it
    private static final int VERSION = 1;

    void save(Path folder, int features) {
        Path file = folder.resolve(FILE);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(features);
            out.writeInt(rounds);
            out.writeInt(episodes);
            out.writeInt(updates);
            out.writeLong(batches);
            out.writeBoolean(baseline.isPresent());
            out.writeDouble(baseline.orElse(0));
            out.writeInt(replay.size());
            for (StateActionRewardState<Double> transition : replay) {
                write(out, transition.getObservation());
                out.writeDouble(transition.getAction());
                out.writeDouble(transition.getReward());
                out.writeBoolean(transition.isTerminal());
                write(out, transition.getNextObservation());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static DdpgProgress read(Path folder, int features) {
        Path file = folder.resolve(FILE);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            expect(MAGIC, in.readInt(), "mark", file);
            expect(VERSION, in.readInt(), "version", file);
            expect(features, in.readInt(), "number of features", file);
            int rounds = in.readInt();
            int episodes = in.readInt();
            int updates = in.readInt();
            long batches = in.readLong();
            boolean hasBaseline = in.readBoolean();
            double value = in.readDouble();
            OptionalDouble baseline = hasBaseline ? OptionalDouble.of(value) : OptionalDouble.empty();
            return new DdpgProgress(rounds, episodes, updates, batches, baseline, readReplay(in, features));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static List<StateActionRewardState<Double>> readReplay(DataInputStream in, int features)
            throws IOException {
        int size = in.readInt();
        List<StateActionRewardState<Double>> replay = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Observation before = readObservation(in, features);
            StateActionRewardState<Double> transition =
                    new StateActionRewardState<>(before, in.readDouble(), in.readDouble(), in.readBoolean());
            transition.setNextObservation(readObservation(in, features));
            replay.add(transition);
        }
        return replay;
    }

    private static void write(DataOutputStream out, Observation observation) throws IOException {
        for (double value : observation.getData().dup().data().asDouble()) {
            out.writeDouble(value);
        }
    }

    private static Observation readObservation(DataInputStream in, int features) throws IOException {
        double[] values = new double[features];
        for (int i = 0; i < features; i++) {
            values[i] = in.readDouble();
        }
        return new Observation(Nd4j.create(values, new long[] {1, features}, 'c'));
    }

    private static void expect(int expected, int found, String what, Path file) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "saved learner must have the " + what + " " + expected + ": " + found + " in " + file);
        }
    }
}
