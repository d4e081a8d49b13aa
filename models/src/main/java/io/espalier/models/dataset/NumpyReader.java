package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dataset.DataSettings.Layout;
import io.espalier.models.graph.TensorShape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads four NumPy arrays: images as unsigned bytes {@code [n, height, width]}, {@code [n, height, width, channels]} or
 * {@code [n, channels, height, width]}, labels as whole numbers {@code [n]} or {@code [n, 1]}. They lie in one {@code .npz} file or as four
 * {@code .npy} files.
 */
final class NumpyReader {

    private static final String ENDING = ".npy";

    /** Both names that are in use: those of Keras' data sets, and those that say what they are. */
    private static final Map<String, String> NAMES = Map.of(
            "x_train", "x_train",
            "y_train", "y_train",
            "x_test", "x_test",
            "y_test", "y_test",
            "train_images", "x_train",
            "train_labels", "y_train",
            "test_images", "x_test",
            "test_labels", "y_test");

    private static final String RULE =
            "x_train.npy, y_train.npy, x_test.npy and y_test.npy (or train_images.npy and so on)";

    private static final Set<Integer> CHANNELS = Set.of(1, 3);

    private NumpyReader() {}

    static boolean isNumpy(String entry) {
        return !key(NamedFiles.lastName(entry)).isEmpty();
    }

    private static String key(String file) {
        return file.endsWith(ENDING) ? NAMES.getOrDefault(file.substring(0, file.length() - ENDING.length()), "") : "";
    }

    static Contents read(Archive archive, Layout layout) {
        NamedFiles files = NamedFiles.of(archive, NumpyReader::key);
        NumericLabels trainingLabels = labels(array(files, "y_train"));
        NumericLabels testLabels = labels(array(files, "y_test"));
        List<String> names = trainingLabels.classNames();
        return Contents.of(
                DataFormat.NUMPY,
                images(array(files, "x_train"), layout, trainingLabels, names),
                images(array(files, "x_test"), layout, testLabels, names));
    }

    private static NumpyArray array(NamedFiles files, String key) {
        NamedFiles.Found found = files.get(key, RULE);
        return NumpyArray.parse(found.content(), found.source());
    }

    private static NumericLabels labels(NumpyArray array) {
        boolean column = array.shape().size() == 2 && array.shape().get(1) == 1;
        Broken.require(
                array.shape().size() == 1 || column,
                array.source(),
                "hold labels of shape [n] or [n, 1]: " + array.shape());
        NumericLabels labels = new NumericLabels(array.source(), array.shape().get(0));
        for (int i = 0; i < labels.size(); i++) {
            labels.set(i, array.value(i));
        }
        return labels;
    }

    private static ImageSet images(NumpyArray array, Layout layout, NumericLabels labels, List<String> names) {
        Broken.require(
                array.type().equals("u1"),
                array.source(),
                "hold unsigned bytes ('u1', 0 to 255): its type is '%s'".formatted(array.type()));
        boolean channelsLast = channelsLast(array, layout);
        TensorShape shape = shape(array, channelsLast);
        int count = array.shape().get(0);
        labels.requireCount(count, array.source());
        byte[] pixels = new byte[count * shape.size()];
        int to = 0;
        for (int image = 0; image < count; image++) {
            int from = image * shape.size();
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int position = 0; position < shape.positions(); position++) {
                    int offset = channelsLast ? position * shape.channels() + channel : to - from;
                    pixels[to++] = (byte) array.value(from + offset);
                }
            }
        }
        return ImageSet.of(shape, names, pixels, labels.below(names.size()));
    }

    private static boolean channelsLast(NumpyArray array, Layout layout) {
        List<Integer> shape = array.shape();
        if (shape.size() != 4) {
            return false;
        }
        boolean first = CHANNELS.contains(shape.get(1));
        boolean last = CHANNELS.contains(shape.get(3));
        return switch (layout) {
            case NCHW -> false;
            case NHWC -> true;
            case AUTO -> {
                Broken.require(
                        first != last,
                        array.source(),
                        "have 1 or 3 channels either before or behind height and width, or be read with a layout given: "
                                + shape);
                yield last;
            }
        };
    }

    private static TensorShape shape(NumpyArray array, boolean channelsLast) {
        List<Integer> shape = array.shape();
        Broken.require(
                (shape.size() == 3 || shape.size() == 4) && shape.stream().allMatch(size -> size > 0),
                array.source(),
                "hold images of shape [n, height, width], [n, height, width, channels] or [n, channels, height, width]: "
                        + shape);
        if (shape.size() == 3) {
            return TensorShape.image(1, shape.get(1), shape.get(2));
        }
        int channels = shape.get(channelsLast ? 3 : 1);
        Broken.require(
                CHANNELS.contains(channels),
                array.source(),
                "have 1 or 3 channels: %d of %s".formatted(channels, shape));
        return channelsLast
                ? TensorShape.image(channels, shape.get(1), shape.get(2))
                : TensorShape.image(channels, shape.get(2), shape.get(3));
    }
}
