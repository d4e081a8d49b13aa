package io.espalier.models.zoo;

import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import java.util.Arrays;
import java.util.List;

/**
 * The networks that can be named in a config instead of a file. All end in logits, have batch norm behind every convolution but LeNet's,
 * and take any input that is large enough for their strides; {@link #usualInput()} is the one of their source. Convolutions in front of a
 * batch norm have no bias.
 */
public enum ZooNetwork {
    /**
     * LeCun et al. 1998, "Gradient-based learning applied to document recognition", figure 2, with ReLU, max pooling and no
     * connection table, as it is built today. Inputs smaller than 32 pixels are padded in the first convolution.
     */
    LENET5("lenet5", Inputs.DIGIT, ChainNetworks::lenet5),
    /**
     * Configuration D of Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image Recognition", table 1, in
     * its form for CIFAR: batch norm, and one dense layer in place of three (Li et al. 2017, "Pruning Filters for Efficient ConvNets",
     * section 4.1, keeps two). Inputs of at least 32 pixels.
     */
    VGG16("vgg16", Inputs.CIFAR, ChainNetworks::vgg16),
    /** The plain network of He et al. 2016, "Deep Residual Learning for Image Recognition", section 4.2: ResNet-20 without its shortcuts. */
    PLAIN20("plain20", Inputs.CIFAR, ResidualNetworks.of(3, Shortcut.NONE)),
    /**
     * The CIFAR-style residual network of He et al. 2016, section 4.2, with one block a stage (6n + 2 with n = 1) and projection
     * shortcuts (option B) where the width changes.
     */
    RESNET8("resnet8", Inputs.CIFAR, ResidualNetworks.of(1, Shortcut.PROJECTED)),
    /** As {@link #RESNET8} with three blocks a stage. */
    RESNET20("resnet20", Inputs.CIFAR, ResidualNetworks.of(3, Shortcut.PROJECTED)),
    /** As {@link #RESNET8} with nine blocks a stage. */
    RESNET56("resnet56", Inputs.CIFAR, ResidualNetworks.of(9, Shortcut.PROJECTED)),
    /** As {@link #RESNET8} with the paper's shortcuts (option A): every second pixel, and zeros for the channels that are new. */
    RESNET8A("resnet8a", Inputs.CIFAR, ResidualNetworks.of(1, Shortcut.PADDED)),
    /** The paper's ResNet-20, with option A. */
    RESNET20A("resnet20a", Inputs.CIFAR, ResidualNetworks.of(3, Shortcut.PADDED)),
    /** The paper's ResNet-56, with option A. */
    RESNET56A("resnet56a", Inputs.CIFAR, ResidualNetworks.of(9, Shortcut.PADDED)),
    /** Howard et al. 2017, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", table 1. */
    MOBILENET_V1("mobilenetv1", Inputs.PHOTO, MobileNets.v1(2)),
    /** {@link #MOBILENET_V1} for small images: its first convolution has stride 1. */
    MOBILENET_V1_CIFAR("mobilenetv1cifar", Inputs.CIFAR, MobileNets.v1(1)),
    /** Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", table 2. */
    MOBILENET_V2("mobilenetv2", Inputs.PHOTO, MobileNets.v2(2)),
    /** {@link #MOBILENET_V2} for small images: its first convolution and its second stage have stride 1. */
    MOBILENET_V2_CIFAR("mobilenetv2cifar", Inputs.CIFAR, MobileNets.v2(1)),
    /**
     * Huang et al. 2017, "Densely Connected Convolutional Networks", section 3: 40 layers, growth rate 12, neither bottlenecks nor
     * compression; without dropout.
     */
    DENSENET40("densenet40", Inputs.CIFAR, ChainNetworks::denseNet40),
    /**
     * EfficientNet-B0 of Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", table 1, with the
     * ReLU6 of Google's EfficientNet-Lite0 in place of swish; unlike Lite0 it keeps squeeze-and-excite, with a hard sigmoid as its gate
     * (Howard et al. 2019, "Searching for MobileNetV3", section 5.3). Without stochastic depth and dropout.
     */
    EFFICIENTNET_LITE("efficientnetlite", Inputs.PHOTO, MobileNets::efficientNetLite);

    // A shape is a record of a copied list, and a blueprint captures only numbers: the checker cannot see that neither
    // changes.
    private final String id;

    @SuppressWarnings("ImmutableEnumChecker")
    private final TensorShape usualInput;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Blueprint blueprint;

    ZooNetwork(String id, TensorShape usualInput, Blueprint blueprint) {
        this.id = id;
        this.usualInput = usualInput;
        this.blueprint = blueprint;
    }

    /** How a network is written down. */
    @FunctionalInterface
    interface Blueprint {
        NetworkGraph build(Architect architect, TensorShape input, int classes);
    }

    private static final class Inputs {
        static final TensorShape DIGIT = TensorShape.image(1, 28, 28);
        static final TensorShape CIFAR = TensorShape.image(3, 32, 32);
        static final TensorShape PHOTO = TensorShape.image(3, 224, 224);
    }

    /** The name in configs. */
    public String id() {
        return id;
    }

    /** The input that the network was made for, {@code [channels, height, width]}. */
    public TensorShape usualInput() {
        return usualInput;
    }

    /**
     * The network of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ZooNetwork named(String id) {
        return Arrays.stream(values())
                .filter(network -> network.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("network must be one of %s: '%s'".formatted(ids(), id)));
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(ZooNetwork::id).toList();
    }

    /**
     * A new network with He-initialised weights.
     *
     * @param input {@code [channels, height, width]}
     * @param classes number of logits
     * @param seed of the weights; not 0
     * @throws IllegalArgumentException if the input is too small for the network's windows; the message names the node
     */
    public NetworkGraph create(TensorShape input, int classes, long seed) {
        return create(input, classes, new HeInitialiser(seed));
    }

    /** The network with other first values. */
    NetworkGraph create(TensorShape input, int classes, GraphBuilder.Initialiser initialiser) {
        GraphBuilder builder = new GraphBuilder(id, new NetworkGraph.Input("input", input), initialiser);
        return blueprint.build(new Architect(builder), input, classes);
    }
}
