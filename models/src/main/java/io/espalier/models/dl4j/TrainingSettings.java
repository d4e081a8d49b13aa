package io.espalier.models.dl4j;

/**
 * How a network is trained: stochastic gradient descent with Nesterov momentum, a cosine learning rate after a linear warm-up, weight
 * decay, augmentation, label smoothing and distillation from a teacher.
 *
 * @param epochs passes over the images, at least 1
 * @param batchSize images a step, at least 1; images that do not fill a last batch wait for another epoch's order
 * @param seed of the order and the augmentation; not 0
 * @param schedule learning rate over time
 * @param optimiser momentum and weight decay
 * @param augmentation random changes to the images
 * @param labelSmoothing share of the target that is spread evenly over all classes, in [0, 1) (Szegedy et al. 2016, section 7)
 * @param distillation how much is learned from a teacher
 */
public record TrainingSettings(
        int epochs,
        int batchSize,
        long seed,
        Schedule schedule,
        Optimiser optimiser,
        Augmentation augmentation,
        double labelSmoothing,
        Distillation distillation) {

    /** For training from scratch. */
    public static final TrainingSettings DEFAULTS = new TrainingSettings(
            20,
            128,
            1,
            new Schedule(0.1, 1),
            new Optimiser(0.9, 5e-4),
            new Augmentation(true, 2, 0),
            0,
            Distillation.NONE);

    /**
     * The learning rate: linear from 0 to its highest value in the warm-up, then half a cosine down to 0 at the end of the last epoch
     * (Loshchilov and Hutter 2017, "SGDR", equation 5, without restarts).
     *
     * @param learningRate the highest value, positive
     * @param warmUpEpochs epochs, also a part of one, until it is reached; at least 0 and below the number of epochs
     */
    public record Schedule(double learningRate, double warmUpEpochs) {

        /** @throws IllegalArgumentException if a value is out of range */
        public Schedule {
            Check.require(
                    "learningRate", "be positive", learningRate > 0 && Double.isFinite(learningRate), learningRate);
            Check.require("warmUpEpochs", "be at least 0", warmUpEpochs >= 0, warmUpEpochs);
        }

        public Schedule withLearningRate(double newLearningRate) {
            return new Schedule(newLearningRate, warmUpEpochs);
        }

        public Schedule withWarmUpEpochs(double newWarmUpEpochs) {
            return new Schedule(learningRate, newWarmUpEpochs);
        }
    }

    /**
     * The descent.
     *
     * @param momentum in [0, 1)
     * @param weightDecay times the weight is added to the gradient; weights of convolutions and dense layers only, neither biases nor
     *     batch norm; at least 0
     */
    public record Optimiser(double momentum, double weightDecay) {

        /** @throws IllegalArgumentException if a value is out of range */
        public Optimiser {
            Check.require("momentum", "be in [0, 1)", momentum >= 0 && momentum < 1, momentum);
            Check.require(
                    "weightDecay", "be at least 0", weightDecay >= 0 && Double.isFinite(weightDecay), weightDecay);
        }

        public Optimiser withMomentum(double newMomentum) {
            return new Optimiser(newMomentum, weightDecay);
        }

        public Optimiser withWeightDecay(double newWeightDecay) {
            return new Optimiser(momentum, newWeightDecay);
        }
    }

    /**
     * Random changes, drawn anew for every image in every epoch.
     *
     * @param flip whether half of the images are mirrored left to right
     * @param shift most pixels by which an image is moved in each direction, which is a crop from the image padded by as many on every
     *     side; what moves in is 0 before normalisation (black)
     * @param cutout side in pixels of a square that is set to 0 after normalisation (the mean) around a pixel drawn evenly from the whole
     *     image, so that a part of the square may lie outside; 0 for none (DeVries and Taylor 2017, "Improved Regularization of
     *     Convolutional Neural Networks with Cutout", section 3.2)
     */
    public record Augmentation(boolean flip, int shift, int cutout) {

        public static final Augmentation NONE = new Augmentation(false, 0, 0);

        /** @throws IllegalArgumentException if {@code shift} or {@code cutout} is negative */
        public Augmentation {
            Check.require("shift", "be at least 0", shift >= 0, shift);
            Check.require("cutout", "be at least 0", cutout >= 0, cutout);
        }

        public Augmentation withFlip(boolean newFlip) {
            return new Augmentation(newFlip, shift, cutout);
        }

        public Augmentation withShift(int newShift) {
            return new Augmentation(flip, newShift, cutout);
        }

        public Augmentation withCutout(int newCutout) {
            return new Augmentation(flip, shift, newCutout);
        }
    }

    /**
     * Learning from the logits of a teacher (Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network", section 2). The
     * loss is {@code (1 - alpha) * CE(target, softmax(z)) + alpha * T^2 * KL(softmax(t / T) || softmax(z / T))} with the network's logits
     * {@code z} and the teacher's {@code t}; the factor keeps the gradient's size when the temperature changes.
     *
     * @param alpha share of the loss that comes from the teacher, in [0, 1]; 0 for none, and then no teacher is asked
     * @param temperature T, positive; the higher, the more the teacher's small probabilities count
     */
    public record Distillation(double alpha, double temperature) {

        /** Nothing is learned from a teacher; the temperature is the one to begin with. */
        public static final Distillation NONE = new Distillation(0, 4);

        /** @throws IllegalArgumentException if a value is out of range */
        public Distillation {
            Check.require("alpha", "be in [0, 1]", alpha >= 0 && alpha <= 1, alpha);
            Check.require("temperature", "be positive", temperature > 0 && Double.isFinite(temperature), temperature);
        }

        /** Whether a teacher is needed. */
        public boolean asksTeacher() {
            return alpha > 0;
        }

        public Distillation withAlpha(double newAlpha) {
            return new Distillation(newAlpha, temperature);
        }

        public Distillation withTemperature(double newTemperature) {
            return new Distillation(alpha, newTemperature);
        }
    }

    /** @throws IllegalArgumentException if a value is out of range */
    public TrainingSettings {
        Check.require("epochs", "be positive", epochs > 0, epochs);
        Check.require("batchSize", "be positive", batchSize > 0, batchSize);
        Check.require("seed", "not be 0", seed != 0, seed);
        Check.require(
                "warmUpEpochs",
                "be below the number of epochs " + epochs,
                schedule.warmUpEpochs() < epochs,
                schedule.warmUpEpochs());
        Check.require("labelSmoothing", "be in [0, 1)", labelSmoothing >= 0 && labelSmoothing < 1, labelSmoothing);
    }

    public TrainingSettings withEpochs(int newEpochs) {
        return new TrainingSettings(
                newEpochs, batchSize, seed, schedule, optimiser, augmentation, labelSmoothing, distillation);
    }

    public TrainingSettings withBatchSize(int newBatchSize) {
        return new TrainingSettings(
                epochs, newBatchSize, seed, schedule, optimiser, augmentation, labelSmoothing, distillation);
    }

    public TrainingSettings withSeed(long newSeed) {
        return new TrainingSettings(
                epochs, batchSize, newSeed, schedule, optimiser, augmentation, labelSmoothing, distillation);
    }

    public TrainingSettings withSchedule(Schedule newSchedule) {
        return new TrainingSettings(
                epochs, batchSize, seed, newSchedule, optimiser, augmentation, labelSmoothing, distillation);
    }

    public TrainingSettings withOptimiser(Optimiser newOptimiser) {
        return new TrainingSettings(
                epochs, batchSize, seed, schedule, newOptimiser, augmentation, labelSmoothing, distillation);
    }

    public TrainingSettings withAugmentation(Augmentation newAugmentation) {
        return new TrainingSettings(
                epochs, batchSize, seed, schedule, optimiser, newAugmentation, labelSmoothing, distillation);
    }

    public TrainingSettings withLabelSmoothing(double newLabelSmoothing) {
        return new TrainingSettings(
                epochs, batchSize, seed, schedule, optimiser, augmentation, newLabelSmoothing, distillation);
    }

    public TrainingSettings withDistillation(Distillation newDistillation) {
        return new TrainingSettings(
                epochs, batchSize, seed, schedule, optimiser, augmentation, labelSmoothing, newDistillation);
    }

    /**
     * A class of its own: were it the settings', the first use of a part of them would begin with {@link #DEFAULTS}, which would hold the part's
     * constants before they have a value.
     */
    private static final class Check {

        private Check() {}

        static void require(String name, String rule, boolean holds, Object found) {
            if (!holds) {
                throw new IllegalArgumentException("%s must %s: %s".formatted(name, rule, found));
            }
        }
    }
}
