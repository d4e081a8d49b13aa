package io.espalier.env.staircase;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A network of copies of one layer that all read the input and whose results are added up, so that what it takes to call a network and to
 * bring its input into the layer's form is paid once for all copies. Adding is what engines do within the layer, or in the layer's own form.
 *
 * @param copies how often the layer is there, at least 2
 */
record CellNetwork(LayerSignature signature, int copies) {

    private static final int FEWEST = 2;
    private static final int MOST = 8;
    /** About a quarter of a millisecond on one core: much more than a call, much less than a disturbance. */
    private static final double WORK = 16e6;

    private static final int NOISE = 1 << 14;
    private static final float SCALE = 0.1f;

    /** As many copies as keep one inference short at the greatest lengths. */
    static CellNetwork of(LayerSignature signature, NetworkLayers.Range range) {
        long macs = signature.macs(range.ins().last(), range.outs().last());
        return new CellNetwork(signature, (int) Math.max(FEWEST, Math.min(MOST, WORK / macs)));
    }

    TargetNetwork between(int in, int out) {
        Operator operator = signature.between(in, out);
        List<Node> nodes = new ArrayList<>();
        Map<String, FloatArray> parameters = new LinkedHashMap<>();
        float[] noise = noise();
        TensorShape read = signature.inputBetween(in, out);
        String input = "input";
        if (!read.isImage()) {
            // Networks read images, whatever this layer reads.
            input = "reshaped";
            nodes.add(new Node(input, reshaping(read), List.of("input"), List.of()));
        }
        String from = input;
        String sum = "";
        for (int copy = 0; copy < copies; copy++) {
            String name = "layer" + copy;
            List<String> names = new ArrayList<>();
            // Other values in each copy, else an engine might compute them once.
            int offset = copy + 1;
            operator.parameterShapes().forEach((role, shape) -> {
                names.add(name + "." + role);
                parameters.put(name + "." + role, values(noise, offset, shape));
            });
            nodes.add(new Node(name, operator, List.of(from), names));
            if (sum.isEmpty()) {
                sum = name;
            } else {
                nodes.add(new Node("sum" + copy, Arithmetic.Elementwise.ADD, List.of(name, sum), List.of()));
                sum = "sum" + copy;
            }
        }
        NetworkGraph graph = NetworkGraph.of(
                "cell", new NetworkGraph.Input("input", image(read)), nodes, sum, Parameters.of(parameters));
        return TargetNetwork.of(OnnxCodec.toBytes(graph));
    }

    private static TensorShape image(TensorShape read) {
        if (read.isImage()) {
            return read;
        }
        int last = read.size(read.rank() - 1);
        return read.isVector() ? TensorShape.image(last, 1, 1) : TensorShape.image(1, read.size() / last, last);
    }

    private static Operator reshaping(TensorShape read) {
        return read.isVector() ? new Rearrangement.Flatten() : new Rearrangement.Reshape(read.dimensions());
    }

    private static float[] noise() {
        RandomGenerator random = RandomKey.of(1, "staircase.weights").generator();
        float[] noise = new float[NOISE];
        for (int i = 0; i < NOISE; i++) {
            noise[i] = SCALE * (2 * random.nextFloat() - 1);
        }
        return noise;
    }

    private static FloatArray values(float[] noise, int offset, List<Integer> shape) {
        int length = shape.stream().reduce(1, Math::multiplyExact);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = noise[(i + offset) % NOISE];
        }
        return FloatArray.of(values, shape);
    }
}
