package io.espalier.agent.levels;

/**
 * Mean and deviation of all rewards so far (Welford 1962). Rewards of a search differ in the second digit; networks learn what has mean 0
 * and deviation 1. Which plan is better is the same on both scales.
 *
 * @param count of rewards
 * @param mean of them
 * @param squares sum of the squared distances to the mean
 */
record RewardScale(int count, double mean, double squares) {

    static final RewardScale EMPTY = new RewardScale(0, 0, 0);

    RewardScale with(double reward) {
        double next = mean + (reward - mean) / (count + 1);
        return new RewardScale(count + 1, next, squares + (reward - mean) * (reward - next));
    }

    /** A reward in deviations from the mean; the deviation counts as 1 while all rewards are the same. */
    double scaled(double reward) {
        double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
        return (reward - mean) / (deviation > 0 ? deviation : 1);
    }
}
