package io.espalier.agent.levels;

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
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a rule remembers beside its networks; as a file, big-endian, every number to the bit.
 *
 * @param updates done
 * @param scale of the rewards
 * @param replay transitions, the oldest first; empty for rules that keep none
 */
record Learned(int updates, RewardScale scale, List<StateActionRewardState<Integer>> replay) {

    private static final String FILE = "learned.bin";
    private static final int MAGIC = 0x4c65764c; // "LevL", and the version of the layout after it
    private static final int VERSION = 1;

    Learned {
        replay = List.copyOf(replay);
    }

    void save(Path folder) {
        Path file = folder.resolve(FILE);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(updates);
            out.writeInt(scale.count());
            out.writeDouble(scale.mean());
            out.writeDouble(scale.squares());
            out.writeInt(replay.size());
            for (StateActionRewardState<Integer> step : replay) {
                write(out, step.getObservation());
                out.writeInt(step.getAction());
                out.writeDouble(step.getReward());
                out.writeBoolean(step.isTerminal());
                write(out, step.getNextObservation());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static Learned read(Path folder) {
        Path file = folder.resolve(FILE);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IllegalArgumentException("saved learner must be of version " + VERSION + ": " + file);
            }
            int updates = in.readInt();
            RewardScale scale = new RewardScale(in.readInt(), in.readDouble(), in.readDouble());
            int size = in.readInt();
            List<StateActionRewardState<Integer>> replay = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                replay.add(readStep(in));
            }
            return new Learned(updates, scale, replay);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static StateActionRewardState<Integer> readStep(DataInputStream in) throws IOException {
        Observation before = readObservation(in);
        StateActionRewardState<Integer> step =
                new StateActionRewardState<>(before, in.readInt(), in.readDouble(), in.readBoolean());
        step.setNextObservation(readObservation(in));
        return step;
    }

    private static void write(DataOutputStream out, Observation observation) throws IOException {
        INDArray data = observation.getData();
        out.writeInt((int) data.length());
        for (long i = 0; i < data.length(); i++) {
            out.writeFloat(data.getFloat(i));
        }
    }

    private static Observation readObservation(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return new Observation(Nd4j.create(values, new long[] {1, values.length}, 'c'));
    }
}
