package io.espalier.models.data;

import io.espalier.models.graph.TensorShape;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Labelled images of one shape, kept as bytes. Immutable. */
public final class ImageSet {

    private final TensorShape shape;
    private final List<String> classNames;
    private final byte[] pixels;
    private final int[] labels;
    private final int imageSize;

    private ImageSet(TensorShape shape, List<String> classNames, byte[] pixels, int[] labels) {
        this.shape = shape;
        this.classNames = List.copyOf(classNames);
        this.pixels = pixels;
        this.labels = labels;
        this.imageSize = shape.size();
    }

    /**
     * Takes over the arrays; the caller must not write to them afterwards.
     *
     * @param shape {@code [channels, height, width]} of every image
     * @param pixels image after image, each channel after channel, row after row
     * @param labels one per image, in {@code [0, classNames.size())}
     * @throws IllegalArgumentException if the sizes do not fit or a label is out of range
     */
    public static ImageSet of(TensorShape shape, List<String> classNames, byte[] pixels, int[] labels) {
        if (!(pixels.length == (long) shape.size() * labels.length)) {
            throw new IllegalArgumentException(
                    "pixels must hold %d images of %s: %d bytes".formatted(labels.length, shape, pixels.length));
        }
        for (int i = 0; i < labels.length; i++) {
            if (!(labels[i] >= 0 && labels[i] < classNames.size())) {
                throw new IllegalArgumentException(
                        "label of image %d must be below %d: %d".formatted(i, classNames.size(), labels[i]));
            }
        }
        return new ImageSet(shape, classNames, pixels, labels);
    }

    public int size() {
        return labels.length;
    }

    public TensorShape shape() {
        return shape;
    }

    public List<String> classNames() {
        return classNames;
    }

    public int label(int image) {
        return labels[image];
    }

    /** Images of every class, in the order of the labels. */
    public List<Integer> perClass() {
        int[] counts = new int[classNames.size()];
        for (int label : labels) {
            counts[label]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    /** The raw byte of a pixel in [0, 255]; {@code offset} counts channel after channel, row after row. */
    public int pixel(int image, int offset) {
        return pixels[image * imageSize + offset] & 0xff;
    }

    /** Copies an image's bytes {@code [channels, height, width]} into an array. */
    public void copyPixels(int image, byte[] target, int from) {
        System.arraycopy(pixels, image * shape.size(), target, from, shape.size());
    }

    /** The images at these indices, in this order. */
    public ImageSet select(List<Integer> indices) {
        byte[] chosenPixels = new byte[indices.size() * shape.size()];
        int[] chosenLabels = new int[indices.size()];
        for (int i = 0; i < chosenLabels.length; i++) {
            System.arraycopy(pixels, indices.get(i) * shape.size(), chosenPixels, i * shape.size(), shape.size());
            chosenLabels[i] = labels[indices.get(i)];
        }
        return new ImageSet(shape, classNames, chosenPixels, chosenLabels);
    }

    /**
     * Writes normalised images into an array, NCHW.
     *
     * @param from first image
     * @param count number of images; the array must hold {@code count * shape().size()} values
     */
    public void fill(float[] target, int from, int count, Normalisation normalisation) {
        int positions = shape.positions();
        for (int channel = 0; channel < shape.channels(); channel++) {
            float[] inputs = normalisation.inputs(channel);
            for (int image = 0; image < count; image++) {
                int to = image * shape.size() + channel * positions;
                int source = from * shape.size() + to;
                for (int i = 0; i < positions; i++) {
                    target[to + i] = inputs[pixels[source + i] & 0xff];
                }
            }
        }
    }

    /** Normalised images {@code [count, channels, height, width]} as a float32 array. */
    public INDArray batch(int from, int count, Normalisation normalisation) {
        float[] values = new float[count * shape.size()];
        fill(values, from, count, normalisation);
        return Nd4j.createFromArray(values).reshape('c', count, shape.channels(), shape.height(), shape.width());
    }
}
