package io.espalier.agent;

import io.espalier.env.contract.ObservationSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.deeplearning4j.rl4j.agent.AgentLearner;
import org.deeplearning4j.rl4j.environment.Environment;
import org.deeplearning4j.rl4j.observation.transform.TransformProcess;
import org.deeplearning4j.rl4j.observation.transform.operation.ArrayToINDArrayTransform;
import org.deeplearning4j.rl4j.policy.IPolicy;

/**
 * Runs the episodes of a round at once, each by RL4J's {@link AgentLearner} on a thread of its own, because the last step of each waits
 * for the others.
 */
public final class RoundRunner {

    private RoundRunner() {}

    /**
     * Runs one training episode of a learner in each environment.
     *
     * @param firstEpisode the number in the run of the first environment's episode; the others follow
     * @return one trajectory for each environment, in the same order, whatever the order in which they finished
     * @throws InterruptedException if the calling thread is interrupted; the episodes are interrupted too
     */
    public static List<Trajectory> explore(
            Learner learner, int round, int firstEpisode, List<? extends Environment<Double>> environments)
            throws InterruptedException {
        List<Episode> episodes = new ArrayList<>();
        for (Environment<Double> environment : environments) {
            EpisodeKey key = new EpisodeKey(round, firstEpisode + episodes.size());
            String name = "round " + key.round() + ", episode " + key.episode();
            episodes.add(new Episode(name, environment, learner.explorer(key)));
        }
        return run(episodes);
    }

    /**
     * Runs the learner's answers to the problem that it faces, the best in the first environment; where there are fewer answers than
     * environments, they are played again.
     *
     * @return as {@link #explore}
     * @throws InterruptedException as {@link #explore}
     */
    public static List<Trajectory> answer(Learner learner, List<? extends Environment<Double>> environments)
            throws InterruptedException {
        List<IPolicy<Double>> answers = new ArrayList<>();
        while (answers.size() < environments.size()) {
            answers.addAll(learner.answers(environments.size()));
        }
        List<Episode> episodes = new ArrayList<>();
        for (Environment<Double> environment : environments) {
            int place = episodes.size();
            episodes.add(new Episode("answer " + place, environment, answers.get(place)));
        }
        return run(episodes);
    }

    /** Runs one episode with the learner's best policy. */
    public static Trajectory exploit(Learner learner, Environment<Double> environment) throws InterruptedException {
        return run(List.of(new Episode("greedy episode", environment, learner.greedy())))
                .get(0);
    }

    /** Names an episode in errors and threads, and says where and by what it acts. */
    private record Episode(String name, Environment<Double> environment, IPolicy<Double> policy) {

        Trajectory play() {
            TrajectoryCollector collector = new TrajectoryCollector(name);
            TransformProcess transform = TransformProcess.builder()
                    .transform(ObservationSchema.CHANNEL, new ArrayToINDArrayTransform())
                    .build(ObservationSchema.CHANNEL);
            new AgentLearner<>(
                            environment,
                            transform,
                            policy,
                            AgentLearner.Configuration.builder().build(),
                            name,
                            collector)
                    .run();
            return collector.trajectory();
        }
    }

    private static List<Trajectory> run(List<Episode> episodes) throws InterruptedException {
        if (episodes.isEmpty()) {
            throw new IllegalArgumentException("environments must be at least one: 0");
        }
        ExecutorService threads = Executors.newFixedThreadPool(episodes.size());
        try {
            return inOrder(episodes, new ExecutorCompletionService<>(threads));
        } finally {
            // After a failure the other episodes may be waiting for the one that will never arrive.
            threads.shutdownNow();
        }
    }

    private record Finished(int index, Trajectory trajectory) {}

    private static List<Trajectory> inOrder(List<Episode> episodes, CompletionService<Finished> playing)
            throws InterruptedException {
        for (int i = 0; i < episodes.size(); i++) {
            int index = i;
            playing.submit(() -> new Finished(index, episodes.get(index).play()));
        }
        Trajectory[] trajectories = new Trajectory[episodes.size()];
        for (int finished = 0; finished < trajectories.length; finished++) {
            Finished next = result(playing);
            trajectories[next.index()] = next.trajectory();
        }
        return List.of(trajectories);
    }

    private static Finished result(CompletionService<Finished> playing) throws InterruptedException {
        try {
            return playing.take().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("an episode failed with a checked exception", e);
        }
    }
}
