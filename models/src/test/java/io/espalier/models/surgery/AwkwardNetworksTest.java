package io.espalier.models.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.Fence;
import io.espalier.models.coupling.FrozenChannels;
import io.espalier.models.graph.Arithmetic.Constant;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Arithmetic.ReduceMean;
import io.espalier.models.graph.HandNetwork;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Reshape;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Rearrangement.Squeeze;
import io.espalier.models.graph.Rearrangement.Transpose;
import io.espalier.models.graph.Rearrangement.Unsqueeze;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Networks in which channels take unusual ways: each is pruned unit by unit against the oracle, and its groups are named. */
class AwkwardNetworksTest {

    private final HandNetwork net = new HandNetwork(TensorShape.image(3, 4, 4));

    @Test
    void oneConstantAlongTwoAxesIsFrozenWithBoth() {
        net.add("a", conv(3, 4), "input");
        net.add("c", new Constant(TensorShape.image(4, 4, 4)));
        net.add("first", Elementwise.MULTIPLY, "a", "c");
        net.add("turned", new Transpose(List.of(1, 2, 0)), "first");
        net.add("second", Elementwise.ADD, "turned", "c");
        NetworkGraph graph = headed("second", 64);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEmpty();
        assertThat(Coupling.of(graph).fences())
                .containsExactly(
                        new Fence("second", "Elementwise", "its inputs have their channels along different axes"));
    }

    @Test
    void twoConstantsWithOneValueAlongTwoAxesAreFrozen() {
        net.add("a", conv(3, 4), "input");
        net.add("c", new Constant(TensorShape.image(4, 4, 1)));
        net.add("first", Elementwise.MULTIPLY, "a", "c");
        net.add("b", conv(4, 4), "first");
        net.add("turned", new Transpose(List.of(1, 0, 2)), "b");
        net.addSharing("d", "c", new Constant(TensorShape.image(4, 4, 1)), List.of());
        net.add("second", Elementwise.ADD, "turned", "d");
        NetworkGraph graph = headed("second", 64);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEmpty();
    }

    @Test
    void aConstantThatTwoLayersUseTiesThem() {
        net.add("a", conv(3, 4), "input");
        net.add("b", conv(3, 4), "input");
        net.add("c", new Constant(TensorShape.image(4, 1, 1)));
        net.add("first", Elementwise.MULTIPLY, "a", "c");
        net.add("second", Elementwise.ADD, "c", "b");
        net.add("joined", new Concat(0, 2), "first", "second");
        NetworkGraph graph = headed("joined", 128);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4));
    }

    @Test
    void aDenseLayerThatIsSharedWithAFencedOneIsFrozen() {
        net.add("a", conv(3, 5), "input");
        net.add("turned", new Transpose(List.of(1, 2, 0)), "a");
        net.add("shared", new Dense(5, 4, true), "turned");
        net.add("narrow", new Dense(4, 5, false), "shared");
        net.add("other", new Transpose(List.of(2, 0, 1)), "narrow");
        net.add("wide", new Pad(Pad.Mode.CONSTANT, List.of(0, 0, 0), List.of(0, 0, 1), 0), "other");
        net.addSharing("along", "shared", new Dense(5, 4, true), List.of("wide"));
        NetworkGraph graph = headed("along", 80);
        PruningOracle.requireHolds(graph);
        assertThat(Coupling.of(graph).fences())
                .containsExactly(new Fence("along", "Dense", "it mixes along an axis that is not the channels'"));
        assertThat(widths(graph)).isEmpty();
    }

    @Test
    void aWeightThatIsSharedInAnotherRoleIsFrozen() {
        net.add("a", conv(3, 4), "input");
        net.add("flat", new ReduceMean(List.of(1, 2), false), "a");
        net.add("dense", new Dense(4, 4, false), "flat");
        net.addSharing("table", "dense", new Constant(new TensorShape(List.of(4, 4))), List.of());
        net.add("row", new Unsqueeze(List.of(0)), "dense");
        net.add("sum", Elementwise.ADD, "row", "table");
        NetworkGraph graph = headed("sum", 16);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEmpty();
    }

    @Test
    void aWeightThatAGroupedConvolutionSharesKeepsItsColumns() {
        net.add("a", conv(3, 4), "input");
        net.add("b", conv(3, 2), "input");
        net.add("grouped", new Conv2d(4, 4, Window.square(3, 1, 1), 2, false), "a");
        net.addSharing("ordinary", "grouped", new Conv2d(2, 4, Window.square(3, 1, 1), 1, false), List.of("b"));
        net.add("sum", Elementwise.ADD, "grouped", "ordinary");
        NetworkGraph graph = headed("sum", 64);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 2));
    }

    @Test
    void aReshapeThatCopiesTheSizeOfTheChannelsElsewhereIsSetAnew() {
        net.add("a", conv(3, 4), "input");
        net.add("rows", new ReduceMean(List.of(2), false), "a");
        net.add("two", new Reshape(List.of(1, 0, -1)), "rows");
        NetworkGraph graph = headed("two", 16);
        PruningOracle.requireHolds(graph);
        // The same with an axis in front that the copied size came from.
        HandNetwork other = new HandNetwork(TensorShape.image(3, 4, 4));
        other.add("a", conv(3, 2), "input");
        other.add("turned", new Transpose(List.of(1, 0, 2)), "a");
        other.add("reshaped", new Reshape(List.of(2, 0, 2, 4)), "turned");
        other.add("flat", new Flatten(), "reshaped");
        other.add("fc", new Dense(32, 3, true), "flat");
        PruningOracle.requireHolds(other.build("fc"));
    }

    @Test
    void numbersWithoutDimensionsAreFollowedToTheEnd() {
        net.add("a", conv(3, 4), "input");
        net.add("mean", new ReduceMean(List.of(0, 1, 2), false), "a");
        net.add("half", new Constant(new TensorShape(List.of())));
        net.add("scaled", Elementwise.MULTIPLY, "mean", "half");
        net.add("vector", new Unsqueeze(List.of(0)), "scaled");
        net.add("one", new Constant(TensorShape.vector(1)));
        net.add("moved", Elementwise.ADD, "vector", "one");
        net.add("fc", new Dense(1, 3, true), "moved");
        NetworkGraph graph = net.build("fc");
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEmpty();
    }

    @Test
    void channelsOfAnyConstantMayStandBesideOthers() {
        net.add("a", conv(3, 4), "input");
        net.add("padded", new Pad(Pad.Mode.CONSTANT, List.of(1, 0, 0), List.of(2, 0, 0), 0.5), "a");
        net.add("sigmoid", new Activation(Activation.Function.SIGMOID), "padded");
        net.add("b", conv(7, 7), "sigmoid");
        net.add("sum", Elementwise.ADD, "b", "padded");
        NetworkGraph graph = headed("sum", 112);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4, "b", 3));
    }

    @Test
    void channelsThatAreRepeatedFromOthersFence() {
        net.add("a", conv(3, 4), "input");
        net.add("padded", new Pad(Pad.Mode.EDGE, List.of(1, 0, 0), List.of(0, 0, 0), 0), "a");
        NetworkGraph graph = headed("padded", 80);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEmpty();
    }

    @Test
    void halvesThatAreAddedGoTogether() {
        net.add("a", conv(3, 6), "input");
        net.add("front", slice(0, 3), "a");
        net.add("back", slice(3, Slice.TO_THE_END), "a");
        net.add("sum", Elementwise.ADD, "front", "back");
        NetworkGraph graph = headed("sum", 48);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 3));
    }

    @Test
    void overlappingSlicesThatAreAddedAreOneUnit() {
        net.add("a", conv(3, 5), "input");
        net.add("front", slice(0, 3), "a");
        net.add("behind", slice(1, 4), "a");
        net.add("sum", Elementwise.ADD, "front", "behind");
        net.add("both", new Concat(0, 2), "sum", "a");
        NetworkGraph graph = headed("both", 128);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 1, "a#2", 1));
    }

    @Test
    void concatenationsInTwoOrdersMeet() {
        net.add("a", conv(3, 2), "input");
        net.add("b", conv(3, 3), "input");
        net.add("ab", new Concat(0, 2), "a", "b");
        net.add("ba", new Concat(0, 2), "b", "a");
        net.add("sum", Elementwise.ADD, "ab", "ba");
        PruningOracle.requireHolds(headed("sum", 80));
    }

    @Test
    void aTensorBesideItselfFillsTwoPlacesAndFeedsGroups() {
        net.add("a", conv(3, 4), "input");
        net.add("twice", new Concat(0, 2), "a", "a");
        net.add("depthwise", new Conv2d(8, 16, Window.square(3, 1, 1), 8, true), "twice");
        net.add("grouped", new Conv2d(16, 8, Window.square(1, 1, 0), 8, true), "depthwise");
        net.add("self", Elementwise.MULTIPLY, "grouped", "grouped");
        NetworkGraph graph = headed("self", 128);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4));
    }

    @Test
    void groupsThatStraddleTwoLayersTieThem() {
        net.add("a", conv(3, 3), "input");
        net.add("b", conv(3, 3), "input");
        net.add("joined", new Concat(0, 2), "a", "b");
        net.add("grouped", new Conv2d(6, 6, Window.square(3, 1, 1), 3, true), "joined");
        NetworkGraph graph = headed("grouped", 96);
        PruningOracle.requireHolds(graph);
        // The first group reads a alone, the second both, the third b alone.
        assertThat(widths(graph)).isEqualTo(Map.of("a", 1, "a#2", 1, "b", 1));
    }

    @Test
    void weightsSharedBetweenStagesTieTheStages() {
        net.add("a", conv(3, 4), "input");
        net.add("b", conv(4, 4), "a");
        net.add("pool", new Operator.Pool(Operator.Pool.Kind.MAX, Window.square(2, 2, 0)), "b");
        net.add("c", conv(4, 4), "pool");
        net.addSharing("d", "b", conv(4, 4), List.of("c"));
        NetworkGraph graph = headed("d", 16);
        PruningOracle.requireHolds(graph);
        // a and c are read by the shared weight, b and d are made by it; c also reads b.
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4, "b", 4));
    }

    @Test
    void aGateOfOneChannelIsNotPrunedButWhatItGatesIs() {
        net.add("a", conv(3, 4), "input");
        net.add("gate", conv(4, 1), "a");
        net.add("sigmoid", new Activation(Activation.Function.SIGMOID), "gate");
        net.add("gated", Elementwise.MULTIPLY, "sigmoid", "a");
        NetworkGraph graph = headed("gated", 64);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4));
        assertThat(Coupling.of(graph).frozen())
                .contains(new FrozenChannels("gate", 1, "they are repeated over the channels at 'gated'"));
    }

    @Test
    void outputsInTheMiddleAreFrozen() {
        net.add("a", conv(3, 4), "input");
        net.add("b", conv(4, 5), "a");
        net.add("relu", new Activation(Activation.Function.RELU), "b");
        net.add("c", conv(5, 6), "relu");
        NetworkGraph graph = headed("c", 96).withOutputs(List.of("fc", "relu", "a"));
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("c", 6));
    }

    @Test
    void flattenedPixelsFirstAreFollowedToo() {
        net.add("a", conv(3, 4), "input");
        net.add("turned", new Transpose(List.of(1, 2, 0)), "a");
        NetworkGraph graph = headed("turned", 64);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4));
    }

    @Test
    void aChannelShuffleTiesTheChannelsThatItPutsSideBySide() {
        net.add("a", conv(3, 6), "input");
        net.add("apart", new Reshape(List.of(2, 3, 4, 4)), "a");
        net.add("turned", new Transpose(List.of(1, 0, 2, 3)), "apart");
        net.add("shuffled", new Reshape(List.of(6, 4, 4)), "turned");
        net.add("grouped", new Conv2d(6, 6, Window.square(3, 1, 1), 3, true), "shuffled");
        NetworkGraph graph = headed("grouped", 96);
        PruningOracle.requireHolds(graph);
        assertThat(Coupling.of(graph).fences()).isEmpty();
        assertThat(widths(graph)).isEqualTo(Map.of("a", 3));
    }

    @Test
    void aVectorThatBecomesAnImageLosesWholeChannels() {
        net.add("mean", new ReduceMean(List.of(1, 2), false), "input");
        net.add("wide", new Dense(3, 16, true), "mean");
        net.add("image", new Reshape(List.of(4, 2, -1)), "wide");
        net.add(
                "up",
                new Operator.ConvTranspose2d(
                        4, 3, Window.square(2, 2, 0), Operator.ConvTranspose2d.Extra.NONE, 1, true),
                "image");
        NetworkGraph graph = headed("up", 48);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("wide", 4, "up", 3));
    }

    @Test
    void aReshapeThatLeavesNothingToChooseIsFenced() {
        net.add("a", conv(3, 4), "input");
        net.add("mixed", new Reshape(List.of(8, 8)), "a");
        net.add("again", new Transpose(List.of(1, 0)), "mixed");
        net.add("square", new Reshape(List.of(4, 4, 4)), "again");
        NetworkGraph graph = headed("square", 64);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEmpty();
        assertThat(Coupling.of(graph).fences())
                .containsExactly(new Fence("square", "Reshape", "it spreads channels over several axes"));
    }

    @Test
    void axesThatComeAndGoMoveTheChannels() {
        net.add("a", conv(3, 4), "input");
        net.add("mean", new ReduceMean(List.of(1), true), "a");
        net.add("squeezed", new Squeeze(List.of(1)), "mean");
        net.add("deep", new Unsqueeze(List.of(0, 2)), "squeezed");
        net.add("turned", new Transpose(List.of(3, 1, 0, 2)), "deep");
        net.add("scale", new Constant(new TensorShape(List.of(1, 4, 1, 1))));
        net.add("scaled", Elementwise.MULTIPLY, "turned", "scale");
        NetworkGraph graph = headed("scaled", 16);
        PruningOracle.requireHolds(graph);
        assertThat(widths(graph)).isEqualTo(Map.of("a", 4));
    }

    private NetworkGraph headed(String x, int features) {
        net.add("flatten", new Flatten(), x);
        net.add("fc", new Dense(features, 3, true), "flatten");
        return net.build("fc");
    }

    private static Map<String, Integer> widths(NetworkGraph graph) {
        Map<String, Integer> widths = new TreeMap<>();
        for (ChannelGroup group : Coupling.groups(graph)) {
            widths.put(group.name(), group.width());
        }
        return widths;
    }

    private static Conv2d conv(int in, int out) {
        return new Conv2d(in, out, Window.square(3, 1, 1), 1, true);
    }

    private static Slice slice(int start, int end) {
        return new Slice(List.of(new Slice.Range(0, start, end, 1)));
    }
}
