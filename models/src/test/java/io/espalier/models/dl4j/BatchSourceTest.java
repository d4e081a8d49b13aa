package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.TensorShape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchSourceTest {

    private static final Normalisation BYTES = new Normalisation(List.of(0.0), List.of(1 / 255.0));

    private static final TrainingSettings PLAIN =
            TrainingSettings.DEFAULTS.withBatchSize(8).withAugmentation(TrainingSettings.Augmentation.NONE);

    @Test
    void withoutAugmentationABatchIsTheImagesThemselvesInEitherLayout() {
        ImageSet images = BrightQuarter.images(20, 1);
        int[] order = IntStream.range(0, 20).toArray();
        INDArray expected = images.batch(8, 8, BrightQuarter.NORMALISATION);
        INDArray channelsFirst = source(images, BrightQuarter.NORMALISATION, PLAIN, CNN2DFormat.NCHW)
                .batch(order, 1, 1)
                .images();
        INDArray channelsLast = source(images, BrightQuarter.NORMALISATION, PLAIN, CNN2DFormat.NHWC)
                .batch(order, 1, 1)
                .images();
        assertThat(channelsFirst).isEqualTo(expected);
        assertThat(channelsLast.permute(0, 3, 1, 2).dup('c')).isEqualTo(expected);
    }

    @Test
    void anOrderHoldsEveryImageOnceAndChangesFromEpochToEpoch() {
        BatchSource source = source(BrightQuarter.images(50, 1), BrightQuarter.NORMALISATION, PLAIN, CNN2DFormat.NCHW);
        assertThat(source.order(1))
                .containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(source.order(1)).isEqualTo(source.order(1)).isNotEqualTo(source.order(2));
    }

    @Test
    void shiftsAndFlipsReachEveryPositionAndPadWithBlack() {
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        ImageSet one = ImageSet.of(TensorShape.image(1, 3, 3), List.of("a", "b"), pixels, new int[1]);
        TrainingSettings shifted = PLAIN.withAugmentation(new TrainingSettings.Augmentation(true, 1, 0));
        Set<List<Float>> seen = new HashSet<>();
        for (int epoch = 0; epoch < 400; epoch++) {
            INDArray image = source(one, BYTES, shifted, CNN2DFormat.NCHW)
                    .batch(new int[] {0}, epoch, 0)
                    .images();
            seen.add(rounded(image));
        }
        assertThat(seen).hasSize(2 * 9);
        assertThat(seen).contains(List.of(3f, 2f, 1f, 6f, 5f, 4f, 9f, 8f, 7f));
        assertThat(seen).contains(List.of(0f, 0f, 0f, 0f, 1f, 2f, 0f, 4f, 5f));
        assertThat(seen).contains(List.of(0f, 6f, 5f, 0f, 9f, 8f, 0f, 0f, 0f));
    }

    @Test
    void cutoutSetsASquareAroundAnyPixelToTheMeanAndLeavesTheOtherDrawsAlone() {
        ImageSet images = BrightQuarter.images(8, 1);
        TrainingSettings whole = PLAIN.withAugmentation(new TrainingSettings.Augmentation(true, 1, 0));
        TrainingSettings cut = whole.withAugmentation(whole.augmentation().withCutout(3));
        Set<List<Integer>> boxes = new HashSet<>();
        for (int epoch = 0; epoch < 60; epoch++) {
            for (CNN2DFormat layout : List.of(CNN2DFormat.NCHW, CNN2DFormat.NHWC)) {
                int[] order = IntStream.range(0, 8).toArray();
                INDArray before = source(images, BrightQuarter.NORMALISATION, whole, layout)
                        .batch(order, epoch, 0)
                        .channelsFirst(layout);
                INDArray after = source(images, BrightQuarter.NORMALISATION, cut, layout)
                        .batch(order, epoch, 0)
                        .channelsFirst(layout);
                for (int image = 0; image < 8; image++) {
                    boxes.add(cutBox(before.slice(image), after.slice(image)));
                }
            }
        }
        // Centres: 8 rows by 6 columns; at a border a row or column of the square lies outside.
        assertThat(boxes).hasSize(8 * 6).contains(List.of(0, 0, 1, 1), List.of(6, 4, 7, 5), List.of(2, 1, 4, 3));
    }

    /** Top, left, bottom and right of what was set to 0, after a check that all of it was and nothing else. */
    private static List<Integer> cutBox(INDArray before, INDArray after) {
        int top = 8;
        int left = 6;
        int bottom = -1;
        int right = -1;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 6; x++) {
                if (after.getDouble(0, y, x) == 0 && after.getDouble(1, y, x) == 0) {
                    top = Math.min(top, y);
                    left = Math.min(left, x);
                    bottom = Math.max(bottom, y);
                    right = Math.max(right, x);
                }
            }
        }
        for (int i = 0; i < before.length(); i++) {
            int y = i % 48 / 6;
            int x = i % 6;
            boolean inside = y >= top && y <= bottom && x >= left && x <= right;
            assertThat(after.getDouble(i / 48, y, x)).isEqualTo(inside ? 0 : before.getDouble(i / 48, y, x));
        }
        return List.of(top, left, bottom, right);
    }

    @Test
    void smoothedTargetsSumToOne() {
        BatchSource source = source(
                BrightQuarter.images(8, 1),
                BrightQuarter.NORMALISATION,
                PLAIN.withLabelSmoothing(0.2),
                CNN2DFormat.NCHW);
        BatchSource.Batch batch = source.batch(source.order(1), 1, 0);
        assertThat(batch.targets().sum(1).toFloatVector())
                .usingComparatorWithPrecision(1e-6f)
                .containsOnly(1f);
        assertThat(batch.targets().getDouble(0, batch.labels().get(0))).isCloseTo(0.85, within(1e-6));
    }

    private static List<Float> rounded(INDArray image) {
        float[] values = image.dup().data().asFloat();
        return IntStream.range(0, values.length)
                .mapToObj(i -> (float) Math.round(values[i]))
                .toList();
    }

    private static BatchSource source(
            ImageSet images, Normalisation normalisation, TrainingSettings settings, CNN2DFormat layout) {
        return new BatchSource(images, normalisation, settings, layout);
    }
}
