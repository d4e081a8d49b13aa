package io.espalier.models.dataset;

import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.picture.Picture;
import io.espalier.models.picture.PictureForm;
import java.util.List;
import java.util.stream.IntStream;

/** What a reader found. */
record Contents(ImageSet training, ImageSet test, DataReport report) {

    /** Of a format without anything to skip or to ignore. */
    static Contents of(DataFormat format, ImageSet training, ImageSet test) {
        return new Contents(training, test, DataReport.of(format, training, test));
    }

    Contents noting(String cache) {
        return new Contents(training, test, report.withCache(cache));
    }

    /** The same images in other colours or another size. */
    Contents in(PictureForm form) {
        return form.equals(PictureForm.DEFAULTS) ? this : new Contents(in(form, training), in(form, test), report);
    }

    private static ImageSet in(PictureForm form, ImageSet images) {
        List<Picture> pictures = IntStream.range(0, images.size())
                .parallel()
                .mapToObj(image -> form.apply(picture(images, image)))
                .toList();
        Picture any = pictures.get(0);
        long bytes = (long) any.size() * pictures.size();
        Broken.require(
                bytes < Integer.MAX_VALUE - 8,
                "images",
                "take less than 2 GiB a part: %,d of %s".formatted(pictures.size(), any.form()));
        byte[] pixels = new byte[(int) bytes];
        int[] labels = new int[pictures.size()];
        for (int i = 0; i < labels.length; i++) {
            pictures.get(i).copyTo(pixels, i * any.size());
            labels[i] = images.label(i);
        }
        return ImageSet.of(
                TensorShape.image(any.channels(), any.height(), any.width()), images.classNames(), pixels, labels);
    }

    private static Picture picture(ImageSet images, int image) {
        TensorShape shape = images.shape();
        byte[] pixels = new byte[shape.size()];
        images.copyPixels(image, pixels, 0);
        return Picture.of(shape.channels(), shape.height(), shape.width(), pixels);
    }
}
