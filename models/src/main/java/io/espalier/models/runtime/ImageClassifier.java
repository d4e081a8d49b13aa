package io.espalier.models.runtime;

/** A network that is ready to run on images. */
public interface ImageClassifier extends AutoCloseable {

    /**
     * What the network says of each image.
     *
     * @throws IllegalArgumentException if the images are not of the network's shape or have another number of classes
     * @throws IllegalStateException if a logit is NaN or infinite
     */
    Answers answers(PreparedImages images);

    /** Accuracy, mean cross-entropy and mean confidence; errors as of {@link #answers}. */
    default Score score(PreparedImages images) {
        return answers(images).score();
    }

    /** Frees what it holds; nothing runs any more. */
    @Override
    void close();
}
