package io.espalier.experiments.plot;

import io.espalier.experiments.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes charts into files. */
public final class Picture {

    private static final String SVG = ".svg";
    private static final String PNG = ".png";

    private Picture() {}

    /**
     * Checks a file's name before the work that is to be shown there.
     *
     * @param key what messages call the argument
     * @throws ConfigException unless it ends in .svg or .png and its folder exists and can be written
     */
    public static void requireWritable(String key, Path file) {
        if (!(file.toString().endsWith(SVG) || file.toString().endsWith(PNG))) {
            throw new ConfigException("%s must end in .svg or .png: '%s'".formatted(key, file));
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new ConfigException(
                    "%s must be in an existing folder that can be written: '%s'".formatted(key, file));
        }
    }

    /**
     * Writes a chart, replacing the file: SVG if its name ends so, else PNG.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static void write(Chart chart, Path file) {
        try {
            if (file.toString().endsWith(SVG)) {
                Files.writeString(file, svg(chart), StandardCharsets.UTF_8);
            } else {
                PixelCanvas canvas = new PixelCanvas(chart.width(), chart.height());
                chart.draw(canvas);
                ImageIO.write(canvas.image(), "png", file.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The chart as SVG. */
    public static String svg(Chart chart) {
        SvgCanvas canvas = new SvgCanvas(chart.width(), chart.height());
        chart.draw(canvas);
        return canvas.svg();
    }
}
