package io.espalier.models.picture;

/**
 * Bilinear resampling whose triangle widens when an image is made smaller, so that every pixel of the source counts; rows first, then
 * columns, rounded to bytes in between. It is what Pillow calls BILINEAR, with which most networks' images are prepared.
 */
final class Resampling {

    private Resampling() {}

    static Picture to(Picture picture, int height, int width) {
        Weights across = Weights.of(picture.width(), width);
        Weights down = Weights.of(picture.height(), height);
        byte[] rows = new byte[picture.channels() * picture.height() * width];
        int to = 0;
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < width; x++) {
                    double sum = 0;
                    for (int i = 0; i < across.count(x); i++) {
                        sum += across.weight(x, i) * picture.pixel(channel, y, across.first(x) + i);
                    }
                    rows[to++] = rounded(sum);
                }
            }
        }
        return columns(Picture.of(picture.channels(), picture.height(), width, rows), down, height);
    }

    private static Picture columns(Picture picture, Weights down, int height) {
        int width = picture.width();
        byte[] pixels = new byte[picture.channels() * height * width];
        int to = 0;
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double sum = 0;
                    for (int i = 0; i < down.count(y); i++) {
                        sum += down.weight(y, i) * picture.pixel(channel, down.first(y) + i, x);
                    }
                    pixels[to++] = rounded(sum);
                }
            }
        }
        return Picture.of(picture.channels(), height, width, pixels);
    }

    private static byte rounded(double value) {
        return (byte) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }

    /** For every position of the result the positions of the source that it is made of. */
    private static final class Weights {

        private final int[] first;
        private final double[][] weights;

        private Weights(int[] first, double[][] weights) {
            this.first = first;
            this.weights = weights;
        }

        static Weights of(int from, int to) {
            double scale = (double) from / to;
            double support = Math.max(1, scale);
            int[] first = new int[to];
            double[][] weights = new double[to][];
            for (int position = 0; position < to; position++) {
                double centre = (position + 0.5) * scale;
                first[position] = (int) Math.max(0, centre - support + 0.5);
                int end = (int) Math.min(from, centre + support + 0.5);
                weights[position] = triangle(first[position], end, centre, support);
            }
            return new Weights(first, weights);
        }

        private static double[] triangle(int first, int end, double centre, double support) {
            double[] weights = new double[end - first];
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / support);
                sum += weights[i];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= sum;
            }
            return weights;
        }

        int first(int position) {
            return first[position];
        }

        int count(int position) {
            return weights[position].length;
        }

        double weight(int position, int i) {
            return weights[position][i];
        }
    }
}
