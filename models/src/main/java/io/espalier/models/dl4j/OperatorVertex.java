package io.espalier.models.dl4j;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * An operator without trainable parameters for which DL4J has no vertex, in DL4J's configuration. Immutable. A network with such a vertex
 * is read back only where this class is on the class path.
 */
public final class OperatorVertex extends GraphVertex {

    private static final long serialVersionUID = 1L;

    private final String operator;
    private final CNN2DFormat format;
    private final List<List<Integer>> inputShapes;
    private final @Nullable Fixed fixed;

    /**
     * An input that never changes.
     *
     * @param place 0 for the first input, 1 for the second
     * @param values in channels-first order, of the shape that the vertex has for that input
     */
    public record Fixed(
            @JsonProperty("place") int place,
            @JsonProperty("values") List<Float> values) implements java.io.Serializable {

        private static final long serialVersionUID = 1L;

        public Fixed {
            values = List.copyOf(values);
        }
    }

    /** As DL4J reads it; for others there is {@link #of}. */
    @JsonCreator
    public OperatorVertex(
            @JsonProperty("operator") String operator,
            @JsonProperty("format") CNN2DFormat format,
            @JsonProperty("inputShapes") List<List<Integer>> inputShapes,
            @JsonProperty("fixed") @Nullable Fixed fixed) {
        this.operator = operator;
        this.format = format;
        this.inputShapes = new ArrayList<>(inputShapes);
        this.fixed = fixed;
    }

    static OperatorVertex of(Operator operator, List<TensorShape> inputs, CNN2DFormat format, @Nullable Fixed fixed) {
        List<List<Integer>> shapes =
                inputs.stream().map(TensorShape::dimensions).toList();
        return new OperatorVertex(OperatorJson.write(operator), format, shapes, fixed);
    }

    /** The operator as text. */
    @JsonProperty("operator")
    public String getOperator() {
        return operator;
    }

    /** How images lie in arrays. */
    @JsonProperty("format")
    public CNN2DFormat getFormat() {
        return format;
    }

    /** Shapes of all inputs, fixed ones too, without the batch and channels first. */
    @JsonProperty("inputShapes")
    public List<List<Integer>> getInputShapes() {
        return List.copyOf(inputShapes);
    }

    /** The input that never changes, if there is one. */
    @JsonProperty("fixed")
    public @Nullable Fixed getFixed() {
        return fixed;
    }

    Operator parsed() {
        return OperatorJson.read(operator);
    }

    List<TensorShape> shapes() {
        return inputShapes.stream().map(TensorShape::new).toList();
    }

    TensorFunction function() {
        TensorFunction function = VertexFunctions.of(parsed(), shapes(), format);
        return fixed != null && function instanceof Broadcasting arithmetic
                ? new FixedOperand(arithmetic, constant(fixed), fixed.place() == 0)
                : function;
    }

    /** With a batch of 1, which is then repeated. */
    private INDArray constant(Fixed operand) {
        List<Integer> shape = inputShapes.get(operand.place());
        long[] sizes = new long[shape.size() + 1];
        sizes[0] = 1;
        for (int axis = 0; axis < shape.size(); axis++) {
            sizes[axis + 1] = shape.get(axis);
        }
        float[] values = new float[operand.values().size()];
        IntStream.range(0, values.length)
                .forEach(i -> values[i] = operand.values().get(i));
        INDArray array = Nd4j.createFromArray(values).reshape('c', sizes);
        return ArrayLayout.permuted(array, new ArrayLayout(format).fromChannelsFirst(shape.size()));
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType dataType) {
        return new FunctionVertex(graph, name, index, dataType, function());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) {
        TensorShape output = parsed().outputShape(shapes());
        return output.isImage()
                ? InputType.convolutional(output.height(), output.width(), output.channels(), format)
                : InputType.feedForward(output.size());
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputTypes) {
        throw new UnsupportedOperationException("the memory of " + operator + " is not reported");
    }

    @Override
    public GraphVertex clone() {
        return this;
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return inputShapes.size() - (fixed == null ? 0 : 1);
    }

    @Override
    public int maxVertexInputs() {
        return minVertexInputs();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OperatorVertex vertex
                && operator.equals(vertex.operator)
                && format == vertex.format
                && inputShapes.equals(vertex.inputShapes)
                && Objects.equals(fixed, vertex.fixed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(operator, format, inputShapes, fixed);
    }
}
