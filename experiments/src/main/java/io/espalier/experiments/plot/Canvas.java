package io.espalier.experiments.plot;

import java.util.List;

/** What charts are drawn on. Colours are six hexadecimal digits after {@code #}. */
interface Canvas {

    /** Which end of a text is at its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * How a text looks.
     *
     * @param size of the letters in pixels
     * @param upwards whether it is read from below
     */
    record Lettering(double size, String colour, Anchor anchor, boolean upwards) {

        static Lettering of(double size, String colour, Anchor anchor) {
            return new Lettering(size, colour, anchor, false);
        }

        /** How wide a text may be: sans serif letters are about so wide in the mean, and a margin that is too wide does no harm. */
        double width(String text) {
            return 0.56 * size * text.length();
        }
    }

    /**
     * How a line looks.
     *
     * @param width in pixels
     */
    record Pen(String colour, double width, boolean dashed) {

        static Pen of(String colour, double width) {
            return new Pen(colour, width, false);
        }
    }

    /** A filled rectangle between two opposite corners. */
    void area(Point from, Point to, String colour);

    /** How much of a tint covers what is below it. */
    double TINT = 0.15;

    /** The inside of an outline, so thin that what is below can be seen. */
    void tint(List<Point> outline, String colour);

    /** Straight lines from point to point. */
    void path(List<Point> points, Pen pen);

    /** A filled circle. */
    void dot(Point centre, double radius, String colour);

    /** One line of text, standing on its point. */
    void text(String text, Point at, Lettering lettering);
}
