package io.espalier.models.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExportFormatsTest {

    /** Every pair of channels and removed channels is tried up to this many. */
    private static final int CHANNELS = 512;

    private static final NetworkCut CUT = new NetworkCut(List.of(
            layer("stem", LayerCut.Kind.CONVOLUTION, 1, 8, List.of(0, 2, 3, 5, 7), 3, 3),
            layer("block,1", LayerCut.Kind.DEPTHWISE_CONVOLUTION, 1, 8, List.of(0, 2, 3, 5, 7), 8, 5),
            layer("up", LayerCut.Kind.TRANSPOSED_CONVOLUTION, 2, 4, List.of(0, 1, 2, 3), 8, 5),
            layer(
                    "fc",
                    LayerCut.Kind.DENSE,
                    3,
                    10,
                    IntStream.range(0, 10).boxed().toList(),
                    4,
                    4)));

    private static LayerCut layer(
            String module, LayerCut.Kind kind, int set, int outputs, List<Integer> kept, int inputs, int keptInputs) {
        return new LayerCut(module, module + ".weight", kind, set, outputs, kept, inputs, keptInputs);
    }

    private static NetworkCut single(int channels, int removed) {
        List<Integer> kept = IntStream.range(0, channels - removed).boxed().toList();
        return new NetworkCut(List.of(layer("conv", LayerCut.Kind.CONVOLUTION, 1, channels, kept, 3, 3)));
    }

    private static JsonNode json(ExportFormat format, NetworkCut cut) {
        try {
            return JsonMapper.builder().build().readTree(format.text(cut));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private interface Tool {
        int removed(int channels, JsonNode export);
    }

    /** The tools' own arithmetic, in float64 as Python has it, comes to our counts for every pair. */
    private static void roundsToOurCounts(ExportFormat format, Tool tool) {
        for (int channels = 2; channels <= CHANNELS; channels++) {
            for (int removed = 1; removed < channels; removed++) {
                int found = tool.removed(channels, json(format, single(channels, removed)));
                if (found != removed) {
                    assertThat(found).as("%d of %d channels", removed, channels).isEqualTo(removed);
                }
            }
        }
    }

    @Test
    void torchPruningRoundsToOurCounts() {
        roundsToOurCounts(new TorchPruningFormat(), (channels, export) -> {
            double ratio = export.at("/pruning_ratio_dict/conv").doubleValue();
            return channels - (int) (channels * (1 - ratio));
        });
    }

    @Test
    void nniRoundsToOurCounts() {
        roundsToOurCounts(new NniFormat(), (channels, export) ->
                (int) (channels * export.at("/0/sparse_ratio").doubleValue()));
    }

    @Test
    void paddleSlimRoundsToOurCounts() {
        roundsToOurCounts(new PaddleSlimFormat(), (channels, export) ->
                (int) Math.rint(channels * export.get("conv.weight").doubleValue()));
    }

    @Test
    void torchPruningIsToldRatiosOfAllLayersAndOneEntryForEachSet() {
        JsonNode export = json(new TorchPruningFormat(), CUT);

        assertThat(export.get("pruning_ratio_dict").fieldNames()).toIterable().containsExactly("stem", "block,1");
        assertThat(export.get("pruning_history").toString()).isEqualTo("[[\"stem\",true,[1,4,6]]]");
    }

    @Test
    void nniIsToldWhichLayersGoTogether() {
        assertThat(json(new NniFormat(), CUT).toString())
                .isEqualTo("[{\"op_names\":[\"stem\",\"block,1\"],\"sparse_ratio\":0.4375,\"dependency_group_id\":1}]");
    }

    @Test
    void amcIsToldWhatLayersReadWithoutDepthwiseOnes() {
        assertThat(new AmcFormat().text(CUT)).isEqualTo("3,4\n");
    }

    @Test
    void modelOptIsToldCounts() {
        assertThat(json(new ModelOptFormat(), CUT).toString())
                .isEqualTo("{\"stem.out_channels\":5,\"block,1.out_channels\":5}");
    }

    @Test
    void tfmotSaysThatItIsApproximate() {
        JsonNode export = json(new TfmotFormat(), CUT);

        assertThat(export.get("approximate").booleanValue()).isTrue();
        assertThat(export.at("/target_sparsity/stem").doubleValue()).isEqualTo(0.375);
        assertThat(export.at("/target_sparsity/up").doubleValue()).isEqualTo(0.375);
        assertThat(export.get("target_sparsity").has("fc")).isFalse();
    }

    @Test
    void csvHasEveryLayerAndQuotesCommas() {
        assertThat(new CsvFormat().text(CUT).lines())
                .hasSize(5)
                .contains(
                        "stem,stem.weight,convolution,1,3,3,8,5,0.375,1 4 6",
                        "\"block,1\",\"block,1.weight\",depthwise_convolution,1,8,5,8,5,0.375,1 4 6",
                        "fc,fc.weight,dense,3,4,4,10,10,0.0,");
    }

    static List<ExportFormat> formats() {
        return ExportFormats.all();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void namesAndEndingsCanBeFiles(ExportFormat format) {
        assertThat(format.name()).matches("[a-z0-9-]+");
        assertThat(format.ending()).matches("\\.[a-z]+");
        assertThat(format.text(CUT)).endsWith("\n").isEqualTo(format.text(CUT));
    }
}
