package io.espalier.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.dataset.DataSource;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DataSplitsTest {

    private static final double EXACT_SUMS = 1e-12;

    private static DataSource data;

    @BeforeAll
    static void readEmbedded() {
        data = DataSource.read(DataSource.EMBEDDED);
    }

    private static DataSplits split(long seed) {
        return DataSplits.of(data.training(), data.test(), DataSplits.DEFAULT_SEARCH_IMAGES, seed);
    }

    @Test
    void partsAreDisjointAndCoverTheTrainingFiles() {
        DataSplits splits = split(1);
        List<Integer> together = new ArrayList<>(splits.indices().train());
        together.addAll(splits.indices().search());
        assertThat(together)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 12_000).boxed().toList());
        assertThat(splits.test()).isSameAs(data.test());
    }

    @Test
    void partsHoldTheImagesTheirIndicesName() {
        DataSplits splits = split(1);
        int index = splits.indices().search().get(17);
        assertThat(splits.search().label(17)).isEqualTo(data.training().label(index));
        for (int i = 0; i < 784; i++) {
            assertThat(splits.search().pixel(17, i)).isEqualTo(data.training().pixel(index, i));
        }
    }

    @Test
    void everyClassGivesItsShare() {
        assertThat(split(3).search().perClass()).containsOnly(200).hasSize(10);
        assertThat(split(3).train().perClass()).containsOnly(1_000).hasSize(10);
    }

    @Test
    void unevenClassesGiveTheirShareWithinOneImage() {
        int[] labels = new int[100];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i < 50 ? 0 : i < 83 ? 1 : 2;
        }
        ImageSet images = ImageSet.of(TensorShape.image(1, 1, 1), List.of("a", "b", "c"), new byte[100], labels);
        DataSplits splits = DataSplits.of(images, images, 11, 5);
        assertThat(splits.search().perClass()).containsExactly(5, 4, 2);
    }

    @Test
    void digestsAreTheSameForTheSameSeedAndDifferForAnother() {
        DataSplits.Digests first = split(1).digests();
        assertThat(split(1).digests()).isEqualTo(first);
        DataSplits.Digests other = split(2).digests();
        assertThat(other.train()).isNotEqualTo(first.train());
        assertThat(other.search()).isNotEqualTo(first.search());
        assertThat(other.test()).isEqualTo(first.test());
    }

    @Test
    void searchPartOfTheTestFilesIsTheFirstOfEachClassAndTheRestIsTheTestPart() {
        DataSplits splits = DataSplits.searchFromTest(data.training(), data.test(), 1_000);
        assertThat(splits.train()).isSameAs(data.training());
        assertThat(splits.search().perClass()).containsOnly(100).hasSize(10);
        assertThat(splits.test().perClass()).containsOnly(200).hasSize(10);
        List<Integer> together = new ArrayList<>(splits.indices().search());
        together.addAll(splits.indices().test());
        assertThat(together)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 3_000).boxed().toList());
        for (int label = 0; label < 10; label++) {
            int last = lastOfClass(data.test(), splits.indices().search(), label);
            int wanted = label;
            assertThat(splits.indices().test().stream()
                            .filter(i -> data.test().label(i) == wanted)
                            .allMatch(i -> i > last))
                    .isTrue();
        }
    }

    private static int lastOfClass(ImageSet images, List<Integer> indices, int label) {
        return indices.stream()
                .filter(i -> images.label(i) == label)
                .mapToInt(i -> i)
                .max()
                .orElseThrow();
    }

    @Test
    void digestsOfTheTwoWaysToSearchDiffer() {
        DataSplits.Digests fromTraining = split(1).digests();
        DataSplits.Digests fromTest =
                DataSplits.searchFromTest(data.training(), data.test(), 1_000).digests();
        assertThat(List.of(fromTest.train(), fromTest.search(), fromTest.test()))
                .doesNotContain(fromTraining.train(), fromTraining.search(), fromTraining.test())
                .doesNotHaveDuplicates();
    }

    @Test
    void searchPartOfTheTestFilesMustLeaveTestImages() {
        assertThatThrownBy(() -> DataSplits.searchFromTest(data.training(), data.test(), 3_000))
                .hasMessage("searchImages must be in [1, 2999]: 3000");
    }

    @Test
    void firstOfEachClassIsBalancedWhateverTheOrder() {
        int[] labels = {0, 0, 0, 0, 1, 1, 1, 1};
        byte[] pixels = {0, 1, 2, 3, 4, 5, 6, 7};
        ImageSet sorted = ImageSet.of(TensorShape.image(1, 1, 1), List.of("a", "b"), pixels, labels);
        ImageSet first = DataSplits.firstOfEachClass(sorted, 4);
        assertThat(IntStream.range(0, 4).map(i -> first.pixel(i, 0))).containsExactly(0, 1, 4, 5);
        assertThat(DataSplits.firstOfEachClass(sorted, 8).size()).isEqualTo(8);
        assertThatThrownBy(() -> DataSplits.firstOfEachClass(sorted, 9)).hasMessage("count must be in [1, 8]: 9");
    }

    @Test
    void searchPartMustLeaveTrainingImages() {
        assertThatThrownBy(() -> DataSplits.of(data.training(), data.test(), 12_000, 1))
                .hasMessage("searchImages must be in [1, 11999]: 12000");
        assertThatThrownBy(() -> DataSplits.of(data.training(), data.test(), 0, 1))
                .hasMessage("searchImages must be in [1, 11999]: 0");
    }

    @Test
    void normalisationMakesTheTrainingPartStandard() {
        ImageSet train = split(1).train();
        Normalisation normalisation = Normalisation.of(train);
        float[] values = new float[train.size() * 784];
        train.fill(values, 0, train.size(), normalisation);
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        assertThat(Math.abs(sum / values.length)).isLessThan(1e-6);
        assertThat(Math.abs(squares / values.length - 1)).isLessThan(1e-6);
    }

    @Test
    void normalisationIsMeanAndPopulationDeviationPerChannel() {
        ImageSet images = ImageSet.of(
                TensorShape.image(2, 1, 2), List.of("a"), new byte[] {0, (byte) 255, 51, (byte) 153}, new int[1]);
        Normalisation normalisation = Normalisation.of(images);
        assertThat(normalisation.mean().get(0)).isCloseTo(0.5, within());
        assertThat(normalisation.deviation().get(0)).isCloseTo(0.5, within());
        assertThat(normalisation.mean().get(1)).isCloseTo(0.4, within());
        assertThat(normalisation.deviation().get(1)).isCloseTo(0.2, within());
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(EXACT_SUMS);
    }
}
