package io.espalier.models.dl4j;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Makes the batches of a training; each depends on the seed, the epoch and its number alone. */
final class BatchSource {

    private final ImageSet images;
    private final TrainingSettings settings;
    private final CNN2DFormat layout;
    private final float[][] normalised;

    /**
     * A batch.
     *
     * @param images in the layout of the network
     * @param targets {@code [images, classes]}, one-hot and smoothed, or {@code [images, 2 * classes]} with a teacher's logits behind them
     * @param labels the classes themselves
     */
    record Batch(INDArray images, INDArray targets, List<Integer> labels) {

        /** The same batch for a student: its teacher's logits {@code [images, classes]} behind the targets. */
        Batch taught(INDArray logits) {
            return new Batch(images, Nd4j.hstack(targets, logits), labels);
        }

        /** The images {@code [images, channels, height, width]}. */
        INDArray channelsFirst(CNN2DFormat layout) {
            return layout == CNN2DFormat.NCHW
                    ? images
                    : images.permute(0, 3, 1, 2).dup('c');
        }
    }

    BatchSource(ImageSet images, Normalisation normalisation, TrainingSettings settings, CNN2DFormat layout) {
        this.images = images;
        this.settings = settings;
        this.layout = layout;
        this.normalised = new float[images.shape().channels()][];
        for (int channel = 0; channel < normalised.length; channel++) {
            normalised[channel] = normalisation.inputs(channel);
        }
    }

    int batchSize() {
        return Math.min(settings.batchSize(), images.size());
    }

    int batchesPerEpoch() {
        return images.size() / batchSize();
    }

    /** The order of all images in an epoch. */
    int[] order(int epoch) {
        RandomGenerator random =
                RandomKey.of(settings.seed(), "training.order").at(epoch).generator();
        int[] order = new int[images.size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    Batch batch(int[] order, int epoch, int number) {
        RandomGenerator random = random("training.augmentation", epoch, number);
        RandomGenerator squares = random("training.cutout", epoch, number);
        int size = batchSize();
        TensorShape shape = images.shape();
        float[] pixels = new float[size * shape.size()];
        List<Integer> labels = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int image = order[number * size + i];
            labels.add(images.label(image));
            draw(image, pixels, i * shape.size(), random);
            cut(pixels, i * shape.size(), squares);
        }
        long[] dimensions = layout == CNN2DFormat.NCHW
                ? new long[] {size, shape.channels(), shape.height(), shape.width()}
                : new long[] {size, shape.height(), shape.width(), shape.channels()};
        return new Batch(HostArrays.of(pixels, dimensions), targets(labels), labels);
    }

    /** Writes one image, flipped and shifted as drawn. Always draws three numbers, so that settings do not shift each other's draws. */
    private void draw(int image, float[] target, int start, RandomGenerator random) {
        TrainingSettings.Augmentation augmentation = settings.augmentation();
        boolean flip = random.nextBoolean() && augmentation.flip();
        int down = random.nextInt(2 * augmentation.shift() + 1) - augmentation.shift();
        int right = random.nextInt(2 * augmentation.shift() + 1) - augmentation.shift();
        TensorShape shape = images.shape();
        boolean channelsFirst = layout == CNN2DFormat.NCHW;
        int channelStep = channelsFirst ? shape.positions() : 1;
        int positionStep = channelsFirst ? 1 : shape.channels();
        for (int channel = 0; channel < shape.channels(); channel++) {
            float[] table = normalised[channel];
            for (int y = 0; y < shape.height(); y++) {
                int fromY = y - down;
                boolean inside = fromY >= 0 && fromY < shape.height();
                int row = channel * shape.positions() + fromY * shape.width();
                int to = start + channel * channelStep + y * shape.width() * positionStep;
                for (int x = 0; x < shape.width(); x++) {
                    int shifted = x - right;
                    int fromX = flip ? shape.width() - 1 - shifted : shifted;
                    boolean visible = inside && fromX >= 0 && fromX < shape.width();
                    target[to + x * positionStep] = table[visible ? images.pixel(image, row + fromX) : 0];
                }
            }
        }
    }

    /** Sets a square of one image to 0. Its draws have a key of their own: without it the others are what they were before it existed. */
    private void cut(float[] target, int start, RandomGenerator random) {
        int side = settings.augmentation().cutout();
        if (side == 0) {
            return;
        }
        TensorShape shape = images.shape();
        int top = random.nextInt(shape.height()) - side / 2;
        int left = random.nextInt(shape.width()) - side / 2;
        boolean channelsFirst = layout == CNN2DFormat.NCHW;
        int channelStep = channelsFirst ? shape.positions() : 1;
        int positionStep = channelsFirst ? 1 : shape.channels();
        for (int y = Math.max(0, top); y < Math.min(shape.height(), top + side); y++) {
            for (int x = Math.max(0, left); x < Math.min(shape.width(), left + side); x++) {
                for (int channel = 0; channel < shape.channels(); channel++) {
                    target[start + channel * channelStep + (y * shape.width() + x) * positionStep] = 0;
                }
            }
        }
    }

    private RandomGenerator random(String component, int epoch, int number) {
        return RandomKey.of(settings.seed(), component).at(epoch, number).generator();
    }

    private INDArray targets(List<Integer> labels) {
        int classes = images.classNames().size();
        float off = (float) (settings.labelSmoothing() / classes);
        float on = (float) (1 - settings.labelSmoothing()) + off;
        float[] values = new float[labels.size() * classes];
        Arrays.fill(values, off);
        for (int i = 0; i < labels.size(); i++) {
            values[i * classes + labels.get(i)] = on;
        }
        return Nd4j.createFromArray(values).reshape('c', labels.size(), classes);
    }
}
