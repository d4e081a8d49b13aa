package io.espalier.tests.textangle;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** The outlines of a TrueType font of the class path, so that lines look the same on machines without fonts. */
final class Typeface {

    private static final String FOLDER = "/net/sf/jasperreports/fonts/dejavu/";

    private final TrueTypeFont font;
    private final CmapLookup glyphs;
    private final double unitsPerEm;

    private Typeface(TrueTypeFont font) throws IOException {
        this.font = font;
        this.glyphs = font.getUnicodeCmapLookup();
        this.unitsPerEm = font.getUnitsPerEm();
    }

    /** A font by its file's name, for instance {@code DejaVuSans}. */
    static Typeface named(String name) {
        try (InputStream in = Typeface.class.getResourceAsStream(FOLDER + name + ".ttf")) {
            if (in == null) {
                throw new IllegalArgumentException("font must be on the class path: " + FOLDER + name);
            }
            return new Typeface(new TTFParser().parse(new RandomAccessReadBuffer(in)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read font " + name, e);
        }
    }

    /** The outline of a line of text on the base line y = 0, one unit high an em, y downwards. */
    Path2D line(String text) {
        Path2D line = new Path2D.Double();
        double x = 0;
        try {
            for (int code : text.codePoints().toArray()) {
                int glyph = glyphs.getGlyphId(code);
                Path2D outline = font.getGlyph().getGlyph(glyph) == null
                        ? new Path2D.Double()
                        : font.getGlyph().getGlyph(glyph).getPath();
                AffineTransform place = AffineTransform.getTranslateInstance(x, 0);
                place.scale(1 / unitsPerEm, -1 / unitsPerEm);
                line.append(outline.getPathIterator(place), false);
                x += font.getAdvanceWidth(glyph) / unitsPerEm;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot draw '" + text + "'", e);
        }
        return line;
    }
}
