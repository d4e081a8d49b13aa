package io.espalier.models.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;

/** The kinds of layers whose oneDNN outputs and gradients the tests of this package show to equal the built-in path's. */
final class OneDnnProof {

    private OneDnnProof() {}

    /** Subclasses do not count: a proof is about one class's code. */
    static boolean covers(Layer layer) {
        return layer.getClass() == ConvolutionLayer.class || layer.getClass() == BatchNormalization.class;
    }
}
