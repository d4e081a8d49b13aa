package io.espalier.models.dl4j;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * {@link TrainingSettings.Schedule} in steps.
 *
 * @param peak highest learning rate
 * @param warmUpSteps steps until it is reached
 * @param steps of the whole training
 */
record CosineSchedule(double peak, double warmUpSteps, int steps) implements ISchedule {

    private static final long serialVersionUID = 1L;

    static CosineSchedule of(TrainingSettings settings, int batchesPerEpoch) {
        return new CosineSchedule(
                settings.schedule().learningRate(),
                settings.schedule().warmUpEpochs() * batchesPerEpoch,
                settings.epochs() * batchesPerEpoch);
    }

    /** The learning rate of a step counted from 0; DL4J's own count of epochs plays no part. */
    @Override
    public double valueAt(int step, int epoch) {
        if (step < warmUpSteps) {
            return peak * (step + 1) / (warmUpSteps + 1);
        }
        return peak / 2 * (1 + Math.cos(Math.PI * (step - warmUpSteps) / (steps - warmUpSteps)));
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
