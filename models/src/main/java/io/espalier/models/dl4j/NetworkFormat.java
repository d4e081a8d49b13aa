package io.espalier.models.dl4j;

import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.EnumSet;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/** Which of its two formats a network of DL4J keeps images in; every layer says it for itself. */
final class NetworkFormat {

    private NetworkFormat() {}

    /** @throws UnsupportedNetworkException if layers disagree */
    static CNN2DFormat of(ComputationGraphConfiguration configuration) {
        Set<CNN2DFormat> found = EnumSet.noneOf(CNN2DFormat.class);
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                add(layer.getLayerConf().getLayer(), found);
            }
        }
        if (found.size() > 1) {
            throw new UnsupportedNetworkException("network keeps images in NCHW in some layers and in NHWC in others");
        }
        return found.isEmpty() ? CNN2DFormat.NCHW : found.iterator().next();
    }

    private static void add(Layer layer, Set<CNN2DFormat> found) {
        if (layer instanceof FrozenLayer frozen) {
            add(frozen.getLayer(), found);
        } else if (layer instanceof ConvolutionLayer conv) {
            found.add(conv.getCnn2dDataFormat());
        } else if (layer instanceof SubsamplingLayer pool) {
            found.add(pool.getCnn2dDataFormat());
        }
    }
}
