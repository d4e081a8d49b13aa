package io.espalier.tests.textangle;

import io.espalier.models.random.RandomKey;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Rendered lines of text as PP-OCR's angle classifier reads them: 48 pixels high, as wide as they are up to 192, grey behind their end; every
 * second one turned by 180 degrees. Fonts, words, colours, tilt, blur and noise are drawn by a seed.
 */
public final class TextLines {

    private static final int HEIGHT = 48;
    private static final int WIDTH = 192;
    private static final int GREY = 128;
    private static final String CONSONANTS = "bcdfghjklmnprstvwz";
    private static final String VOWELS = "aeiou";
    private static final List<String> CLASSES = List.of("0", "180");
    private static final List<Typeface> TYPEFACES = List.of(
                    "DejaVuSans",
                    "DejaVuSans-Bold",
                    "DejaVuSans-Oblique",
                    "DejaVuSansCondensed",
                    "DejaVuSansCondensed-Bold",
                    "DejaVuSerif",
                    "DejaVuSerif-Bold",
                    "DejaVuSerif-Italic",
                    "DejaVuSerifCondensed",
                    "DejaVuSansMono",
                    "DejaVuSansMono-Bold")
            .stream()
            .map(Typeface::named)
            .toList();

    private TextLines() {}

    /** Writes an image folder: {@code train} and {@code test}, each with the classes {@code 0} and {@code 180} in equal numbers. */
    public static void write(Path folder, int training, int test, long seed) {
        part(folder.resolve("train"), training, RandomKey.of(seed, "textlines.train"));
        part(folder.resolve("test"), test, RandomKey.of(seed, "textlines.test"));
    }

    private static void part(Path folder, int count, RandomKey key) {
        try {
            for (int i = 0; i < count; i++) {
                boolean turned = i % 2 == 1;
                Path file = folder.resolve(CLASSES.get(turned ? 1 : 0)).resolve("%05d.png".formatted(i));
                Files.createDirectories(file.getParent());
                ImageIO.write(render(key.at(i).generator(), turned), "png", file.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write text lines to " + folder, e);
        }
    }

    /** One line. */
    static BufferedImage render(RandomGenerator random, boolean turned) {
        Path2D outline = TYPEFACES.get(random.nextInt(TYPEFACES.size())).line(text(random));
        Rectangle2D box = outline.getBounds2D();
        double margin = 2 + 5 * random.nextDouble();
        double scale = (HEIGHT - 2 * margin) / Math.max(box.getHeight(), 0.8);
        int width = (int) Math.min(WIDTH, Math.ceil(box.getWidth() * scale + 2 * margin));
        AffineTransform place = AffineTransform.getTranslateInstance(width / 2.0, HEIGHT / 2.0);
        place.rotate(Math.toRadians(4 * random.nextDouble() - 2));
        place.scale(Math.min(scale, (width - 2 * margin) / box.getWidth()), scale);
        place.translate(-box.getCenterX(), -box.getCenterY());
        if (turned) {
            place.preConcatenate(AffineTransform.getRotateInstance(Math.PI, width / 2.0, HEIGHT / 2.0));
        }
        return noisy(draw(place.createTransformedShape(outline), width, random), width, random);
    }

    private static BufferedImage draw(Shape line, int width, RandomGenerator random) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(new Color(GREY, GREY, GREY));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        boolean darkOnLight = random.nextInt(4) > 0;
        graphics.setColor(colour(random, darkOnLight ? 170 : 0));
        graphics.fillRect(0, 0, width, HEIGHT);
        graphics.setColor(colour(random, darkOnLight ? 0 : 170));
        graphics.fill(line);
        graphics.dispose();
        return image;
    }

    /** Sensor noise inside the line, not in the grey behind its end. */
    private static BufferedImage noisy(BufferedImage image, int width, RandomGenerator random) {
        double deviation = 12 * random.nextDouble();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < width; x++) {
                Color colour = new Color(image.getRGB(x, y));
                double change = deviation * random.nextGaussian();
                image.setRGB(
                        x,
                        y,
                        new Color(
                                        clamp(colour.getRed() + change),
                                        clamp(colour.getGreen() + change),
                                        clamp(colour.getBlue() + change))
                                .getRGB());
            }
        }
        return image;
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }

    private static Color colour(RandomGenerator random, int from) {
        return new Color(from + random.nextInt(86), from + random.nextInt(86), from + random.nextInt(86));
    }

    /** One to three words or numbers. */
    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int words = 1 + random.nextInt(3);
        for (int word = 0; word < words; word++) {
            text.append(word == 0 ? "" : " ").append(random.nextInt(5) == 0 ? number(random) : word(random));
        }
        return text.toString();
    }

    /** Something that can be pronounced, and therefore looks like a word. */
    private static String word(RandomGenerator random) {
        StringBuilder word = new StringBuilder();
        int syllables = 2 + random.nextInt(3);
        for (int syllable = 0; syllable < syllables; syllable++) {
            word.append(one(CONSONANTS, random)).append(one(VOWELS, random));
            word.append(random.nextInt(3) == 0 ? one(CONSONANTS, random) : "");
        }
        return switch (random.nextInt(4)) {
            case 0 -> word.toString().toUpperCase(Locale.ROOT);
            case 1 -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
            default -> word.toString();
        };
    }

    /** Digits, of which at least one reads as no digit when it is turned. */
    private static String number(RandomGenerator random) {
        StringBuilder number = new StringBuilder();
        int length = 2 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            number.append(one("0123456789", random));
        }
        return number.insert(random.nextInt(length + 1), one("23457", random)).toString();
    }

    private static char one(String characters, RandomGenerator random) {
        return characters.charAt(random.nextInt(characters.length()));
    }
}
