package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.runtime.Answers;

/** What a reward takes for the quality of a network. */
public enum Measure {
    /** Share of correct answers. It counts single images, so it has steps of one image. */
    ACCURACY {
        @Override
        double of(Evaluation evaluation) {
            return evaluation.accuracy();
        }

        @Override
        public double of(Answers answers, int image) {
            return answers.right(image) ? 1 : 0;
        }
    },
    /**
     * {@code exp(-loss)}: the geometric mean of the probabilities that the network gives to the right classes. It is smooth, 1 if every
     * answer is right and certain, and 1 / classes if the network knows nothing, as accuracy is.
     */
    LOSS {
        @Override
        double of(Evaluation evaluation) {
            return Math.exp(-evaluation.score().crossEntropy());
        }

        @Override
        public boolean isMean() {
            return false;
        }
    },
    /**
     * Mean probability that the network gives to the right class when its logits are halved. It is smooth as the loss is, and an image that
     * is answered very wrongly weighs no more than one that is answered wrongly.
     */
    CONFIDENCE {
        @Override
        double of(Evaluation evaluation) {
            return evaluation.score().confidence();
        }

        @Override
        public double of(Answers answers, int image) {
            return answers.confidence(image);
        }
    };

    /** Quality in [0, 1]. */
    abstract double of(Evaluation evaluation);

    /** Whether it is the mean of what single images are worth. */
    public boolean isMean() {
        return true;
    }

    /**
     * What the answer to one image is worth, in [0, 1].
     *
     * @throws UnsupportedOperationException if this is no mean
     */
    public double of(Answers answers, int image) {
        throw new UnsupportedOperationException(this + " is no mean over images");
    }
}
