package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.zoo.ZooNetwork;

/** A network as it is named on the command line. */
final class NetworkFile {

    /** What the zoo's networks read when nothing else is said: the images of the embedded data set. */
    private static final TensorShape ZOO_INPUT = TensorShape.image(1, 28, 28);

    private static final int ZOO_CLASSES = 10;

    private NetworkFile() {}

    /**
     * The network of a file, or a fresh one of the zoo.
     *
     * @throws ConfigException if it is neither
     */
    static NetworkGraph read(String model) {
        if (ZooNetwork.ids().contains(model)) {
            return ZooNetwork.named(model).create(ZOO_INPUT, ZOO_CLASSES, 1);
        }
        throw new ConfigException(
                "network must be an .onnx or .zip file or one of %s: '%s'".formatted(ZooNetwork.ids(), model));
    }
}
