package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;

/** What a reward takes for the quality of a network. */
public enum Measure {
    /** Share of correct answers. It counts single images, so it has steps of one image. */
    ACCURACY {
        @Override
        double of(Evaluation evaluation) {
            return evaluation.accuracy();
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
    };

    /** Quality in [0, 1]. */
    abstract double of(Evaluation evaluation);
}
