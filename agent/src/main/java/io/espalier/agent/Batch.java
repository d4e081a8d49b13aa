package io.espalier.agent;

/** The transitions that one update learns from, as rows of the networks' inputs. Mutable: filled again for every update. */
final class Batch {

    private final int features;
    private final CriticView view;
    private final PlanMemory memory;
    private final int[] transitions;
    private final float[] observations;
    private final float[] nextObservations;
    private final float[] critic;
    private final float[] nextCritic;

    Batch(int rows, int features, CriticView view, PlanMemory memory) {
        this.features = features;
        this.view = view;
        this.memory = memory;
        transitions = new int[rows];
        observations = new float[rows * features];
        nextObservations = new float[rows * features];
        critic = new float[rows * view.width()];
        nextCritic = new float[rows * view.width()];
    }

    /** @param chosen one transition a row */
    void fill(int... chosen) {
        System.arraycopy(chosen, 0, transitions, 0, transitions.length);
        for (int row = 0; row < transitions.length; row++) {
            PlayedEpisode episode = memory.episodeOf(transitions[row]);
            int step = step(row);
            int next = goesOn(row) ? step + 1 : step;
            System.arraycopy(episode.observations(), step * features, observations, row * features, features);
            System.arraycopy(episode.observations(), next * features, nextObservations, row * features, features);
            view.write(critic, row, episode, step);
            view.write(nextCritic, row, episode, next);
        }
    }

    int rows() {
        return transitions.length;
    }

    CriticView view() {
        return view;
    }

    int step(int row) {
        return memory.stepOf(transitions[row]);
    }

    /** Whether the row's step is followed by another. */
    boolean goesOn(int row) {
        return stepsLeft(row) > 0;
    }

    /** How many steps follow the row's. */
    int stepsLeft(int row) {
        return memory.episodeOf(transitions[row]).actions().length - 1 - step(row);
    }

    /** Replaces the action of one of the row's steps in a critic's input. */
    void put(float[] rows, int row, int step, double action) {
        view.put(rows, row, step, action, memory.episodeOf(transitions[row]).reference()[step]);
    }

    double action(int row) {
        return memory.episodeOf(transitions[row]).actions()[step(row)];
    }

    /** The scaled reward of the row's episode. */
    double reward(int row) {
        return memory.rewardOf(transitions[row]);
    }

    boolean isElite(int row) {
        return memory.isElite(transitions[row]);
    }

    /** {@code [rows, features]}. */
    float[] observations() {
        return observations;
    }

    /** {@code [rows, features]}; of the step after each; after a last step its own once more. */
    float[] nextObservations() {
        return nextObservations;
    }

    /** {@code [rows, width]} of the critics' view, with the actions that were taken. */
    float[] critic() {
        return critic;
    }

    /** The same of the steps after each. */
    float[] nextCritic() {
        return nextCritic;
    }
}
