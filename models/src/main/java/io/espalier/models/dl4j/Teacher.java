package io.espalier.models.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Who knows the answers in knowledge distillation, as a rule the unpruned network in ONNX Runtime, which is faster than DL4J. */
@FunctionalInterface
public interface Teacher {

    /**
     * What the teacher makes of images, which are the very ones that its student is being trained on: shifted, flipped and cut.
     *
     * @param images float32 {@code [batch, channels, height, width]}, normalised; not to be kept or changed
     * @return finite logits {@code [batch, classes]}, not probabilities; {@link LogitsNetwork} cuts a final softmax off
     */
    INDArray logits(INDArray images);
}
