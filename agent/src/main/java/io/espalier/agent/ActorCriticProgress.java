package io.espalier.agent;

import io.espalier.env.contract.SearchProblem;
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

/**
 * What a learner remembers beside its networks; as a file, big-endian, every number to the bit.
 *
 * @param rounds learned from
 * @param episodes learned from
 * @param updates done
 * @param baseline of the reward
 * @param actorValue when the actor last moved
 * @param episodesKept in memory, the oldest first
 */
record ActorCriticProgress(
        int rounds,
        int episodes,
        int updates,
        OptionalDouble baseline,
        double actorValue,
        List<PlayedEpisode> episodesKept) {

    private static final String FILE = "progress.bin";
    private static final int MAGIC = 0x45734143; // "EsAC", and the version of the layout after it
    private static final int VERSION = 2;

    void save(Path folder, SearchProblem problem) {
        Path file = folder.resolve(FILE);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(problem.schema().size());
            out.writeInt(problem.steps());
            out.writeInt(rounds);
            out.writeInt(episodes);
            out.writeInt(updates);
            out.writeBoolean(baseline.isPresent());
            out.writeDouble(baseline.orElse(0));
            out.writeDouble(actorValue);
            out.writeInt(episodesKept.size());
            for (PlayedEpisode episode : episodesKept) {
                write(out, episode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void write(DataOutputStream out, PlayedEpisode episode) throws IOException {
        for (float value : episode.observations()) {
            out.writeFloat(value);
        }
        for (double action : episode.actions()) {
            out.writeDouble(action);
        }
        for (double action : episode.reference()) {
            out.writeDouble(action);
        }
        out.writeDouble(episode.budget());
        out.writeDouble(episode.reward());
    }

    /** @throws IllegalArgumentException if it was saved for another number of features or steps */
    static ActorCriticProgress read(Path folder, SearchProblem problem) {
        Path file = folder.resolve(FILE);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            expect(MAGIC, in.readInt(), "mark", file);
            expect(VERSION, in.readInt(), "version", file);
            expect(problem.schema().size(), in.readInt(), "number of features", file);
            expect(problem.steps(), in.readInt(), "number of steps", file);
            int rounds = in.readInt();
            int episodes = in.readInt();
            int updates = in.readInt();
            boolean hasBaseline = in.readBoolean();
            double value = in.readDouble();
            OptionalDouble baseline = hasBaseline ? OptionalDouble.of(value) : OptionalDouble.empty();
            double actorValue = in.readDouble();
            List<PlayedEpisode> kept = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                kept.add(readEpisode(in, problem));
            }
            return new ActorCriticProgress(rounds, episodes, updates, baseline, actorValue, kept);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static PlayedEpisode readEpisode(DataInputStream in, SearchProblem problem) throws IOException {
        float[] observations = new float[problem.steps() * problem.schema().size()];
        for (int i = 0; i < observations.length; i++) {
            observations[i] = in.readFloat();
        }
        double[] actions = readActions(in, problem.steps());
        double[] reference = readActions(in, problem.steps());
        double budget = in.readDouble();
        return new PlayedEpisode(observations, actions, reference, budget, in.readDouble());
    }

    private static double[] readActions(DataInputStream in, int steps) throws IOException {
        double[] actions = new double[steps];
        for (int step = 0; step < steps; step++) {
            actions[step] = in.readDouble();
        }
        return actions;
    }

    private static void expect(int expected, int found, String what, Path file) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "saved learner must have the " + what + " " + expected + ": " + found + " in " + file);
        }
    }
}
