package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * What one layer of DL4J means in our operators. The layer's first operator bears its name, further ones (its activation) the name with a
 * suffix.
 */
final class LayerReading {

    private final GraphAssembly assembly;
    private final String name;
    private final Layer layer;
    private final org.deeplearning4j.nn.api.Layer trained;
    private boolean named;

    private LayerReading(GraphAssembly assembly, String name, Layer layer, org.deeplearning4j.nn.api.Layer trained) {
        this.assembly = assembly;
        this.name = name;
        this.layer = layer;
        this.trained = trained;
    }

    /**
     * What a layer reads.
     *
     * @param tensor of the graph
     * @param padding that another layer has announced for it
     * @param spread a transposed convolution of which this layer is the second half
     * @param channelsLast shape of the image whose pixels the tensor lists with their channels together, if it does
     */
    record From(
            String tensor,
            io.espalier.models.graph.Window.Padding padding,
            Optional<Operator.ConvTranspose2d> spread,
            Optional<TensorShape> channelsLast) {}

    /**
     * Adds the operators of a layer.
     *
     * @param layer its configuration
     * @param trained the layer with its parameters
     * @return the layer's output; for an identity what it reads
     * @throws UnsupportedNetworkException naming the layer if there is no operator for it
     */
    static String read(
            GraphAssembly assembly, String name, Layer layer, org.deeplearning4j.nn.api.Layer trained, From from) {
        return new LayerReading(assembly, name, layer, trained).read(from);
    }

    private String read(From from) {
        String x = from.tensor;
        if (layer instanceof ConvolutionLayer conv) {
            return activated(convolved(conv, from), conv.getActivationFn());
        } else if (layer instanceof DenseLayer || layer instanceof OutputLayer) {
            FeedForwardLayer dense = (FeedForwardLayer) layer;
            boolean bias = layer instanceof DenseLayer hidden ? hidden.hasBias() : ((BaseOutputLayer) layer).hasBias();
            return activated(dense(dense, bias, from), dense.getActivationFn());
        } else if (layer instanceof BatchNormalization norm) {
            Operator.BatchNorm operator = new Operator.BatchNorm(Math.toIntExact(norm.getNOut()), norm.getEps());
            return assembly.add(own(), operator, LayerParameters.of(norm, trained), x);
        } else if (layer instanceof ActivationLayer activation) {
            return activated(x, activation.getActivationFn());
        } else if (layer instanceof LossLayer loss) {
            return activated(x, loss.getActivationFn());
        } else if (layer instanceof CnnLossLayer loss) {
            return activated(x, loss.getActivationFn());
        } else if (layer instanceof DropoutLayer) {
            return x;
        } else if (layer instanceof SubsamplingLayer pool) {
            return assembly.add(own(), pooling(pool, assembly.shape(x)), x);
        } else if (layer instanceof GlobalPoolingLayer pool) {
            return globalPool(pool, x);
        }
        return resized(x);
    }

    /** Layers that only move pixels. */
    private String resized(String x) {
        TensorShape shape = assembly.shape(x);
        if (layer instanceof ZeroPaddingLayer padding) {
            int[] sides = padding.getPadding();
            return assembly.add(
                    own(),
                    new Rearrangement.Pad(
                            Rearrangement.Pad.Mode.CONSTANT,
                            List.of(0, sides[0], sides[2]),
                            List.of(0, sides[1], sides[3]),
                            0),
                    x);
        } else if (layer instanceof Cropping2D cropping) {
            int[] sides = cropping.getCropping();
            return assembly.add(
                    own(),
                    new Slice(List.of(
                            new Slice.Range(1, sides[0], shape.height() - sides[1], 1),
                            new Slice.Range(2, sides[2], shape.width() - sides[3], 1))),
                    x);
        } else if (layer instanceof Upsampling2D upsampling) {
            int[] size = upsampling.getSize();
            return assembly.add(
                    own(),
                    new Resize(
                            Resize.Interpolation.NEAREST_FLOOR,
                            Resize.Coordinates.ASYMMETRIC,
                            new Resize.Scale(size[0], size[1])),
                    x);
        }
        throw unsupported("no operator for it");
    }

    private String convolved(ConvolutionLayer conv, From from) {
        ConvolutionReading reading = new ConvolutionReading(name, conv, trained, assembly.shape(from.tensor));
        List<ConvolutionReading.Part> parts = reading.parts(from.padding, from.spread);
        String x = from.tensor;
        for (ConvolutionReading.Part part : parts) {
            x = assembly.add(named(part.suffix()), part.operator(), part.parameters(), x);
        }
        return x;
    }

    private String dense(FeedForwardLayer dense, boolean bias, From from) {
        Operator.Dense operator =
                new Operator.Dense(Math.toIntExact(dense.getNIn()), Math.toIntExact(dense.getNOut()), bias);
        return assembly.add(own(), operator, LayerParameters.of(operator, trained, from.channelsLast), from.tensor);
    }

    private Operator.Pool pooling(SubsamplingLayer pool, TensorShape input) {
        var window = ConvolutionReading.window(
                new io.espalier.models.graph.Window(
                        ConvolutionReading.size(pool.getKernelSize()),
                        ConvolutionReading.size(pool.getStride()),
                        ConvolutionReading.symmetric(pool.getPadding()),
                        ConvolutionReading.size(pool.getDilation())),
                pool.getConvolutionMode(),
                input);
        if (pool.getPoolingType() == PoolingType.MAX) {
            return new Operator.Pool(Operator.Pool.Kind.MAX, window);
        }
        if (pool.getPoolingType() == PoolingType.AVG) {
            return new Operator.Pool(Operator.Pool.Kind.AVERAGE, window, false, pool.isAvgPoolIncludePadInDivisor());
        }
        throw unsupported("pooling type " + pool.getPoolingType());
    }

    private String globalPool(GlobalPoolingLayer pool, String x) {
        TensorShape shape = assembly.shape(x);
        if (!shape.isImage()) {
            throw unsupported("it pools a tensor " + shape + " that is no image");
        }
        Operator operator;
        if (pool.getPoolingType() == PoolingType.AVG) {
            operator = new Operator.GlobalAveragePool();
        } else if (pool.getPoolingType() == PoolingType.MAX) {
            operator = new Operator.Pool(
                    Operator.Pool.Kind.MAX,
                    new io.espalier.models.graph.Window(
                            new io.espalier.models.graph.Window.Size(shape.height(), shape.width()),
                            io.espalier.models.graph.Window.Size.square(1),
                            io.espalier.models.graph.Window.Padding.NONE,
                            io.espalier.models.graph.Window.Size.square(1)));
        } else {
            throw unsupported("pooling type " + pool.getPoolingType());
        }
        String pooled = assembly.add(own(), operator, x);
        return pool.isCollapseDimensions()
                ? assembly.add(named(".flatten"), new Rearrangement.Flatten(), pooled)
                : pooled;
    }

    private String activated(String x, IActivation function) {
        if (function instanceof ActivationIdentity) {
            return x;
        }
        if (function instanceof ActivationSoftmax) {
            return assembly.add(named(".softmax"), new Operator.Softmax(0), x);
        }
        if (function instanceof ActivationSwish) {
            String gate = assembly.add(named(".gate"), new Operator.Activation(Function.SIGMOID), x);
            return assembly.add(name + ".activation", Elementwise.MULTIPLY, x, gate);
        }
        return assembly.add(named(".activation"), activation(function), x);
    }

    private Operator.Activation activation(IActivation function) {
        if (function instanceof ActivationReLU relu) {
            return rectifier(relu);
        } else if (function instanceof ActivationLReLU leaky) {
            return Operator.Activation.leakyRelu(leaky.getAlpha());
        } else if (function instanceof ActivationReLU6) {
            return Operator.Activation.relu6();
        } else if (function instanceof ActivationTanH) {
            return new Operator.Activation(Function.TANH);
        } else if (function instanceof ActivationSigmoid) {
            return new Operator.Activation(Function.SIGMOID);
        } else if (function instanceof ActivationHardSigmoid) {
            return Operator.Activation.hardSigmoid(0.2, 0.5);
        }
        throw new UnsupportedNetworkException(
                "activation %s of '%s' cannot be read: no operator for it".formatted(function, name));
    }

    private Operator.Activation rectifier(ActivationReLU relu) {
        double most = relu.getMax() == null || relu.getMax() == 0 ? Double.POSITIVE_INFINITY : relu.getMax();
        double slope = relu.getNegativeSlope() == null ? 0 : relu.getNegativeSlope();
        double threshold = relu.getThreshold() == null ? 0 : relu.getThreshold();
        if (threshold != 0 || (slope != 0 && most < Double.POSITIVE_INFINITY)) {
            throw new UnsupportedNetworkException(
                    "activation %s of '%s' cannot be read: no operator for it".formatted(relu, name));
        }
        if (slope != 0) {
            return Operator.Activation.leakyRelu(slope);
        }
        return most < Double.POSITIVE_INFINITY
                ? Operator.Activation.clip(0, most)
                : new Operator.Activation(Function.RELU);
    }

    /** The layer's name for its first operator. */
    private String own() {
        named = true;
        return name;
    }

    /** The layer's name if no operator has it yet, else the name with the suffix. */
    private String named(String suffix) {
        return named ? name + suffix : own();
    }

    private UnsupportedNetworkException unsupported(String reason) {
        return new UnsupportedNetworkException("layer '%s' of type %s cannot be read: %s"
                .formatted(name, layer.getClass().getSimpleName(), reason));
    }
}
