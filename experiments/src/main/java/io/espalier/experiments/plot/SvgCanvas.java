package io.espalier.experiments.plot;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes SVG 1.1. */
final class SvgCanvas implements Canvas {

    private static final String FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

    private final StringBuilder svg = new StringBuilder();

    SvgCanvas(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" font-family=\"%3$s\">",
                width, height, FONT);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
    }

    /** The whole file. */
    String svg() {
        return svg + "</svg>\n";
    }

    @Override
    public void area(Point from, Point to, String colour) {
        add(
                "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"/>",
                Math.min(from.x(), to.x()),
                Math.min(from.y(), to.y()),
                Math.abs(to.x() - from.x()),
                Math.abs(to.y() - from.y()),
                colour);
    }

    @Override
    public void tint(List<Point> outline, String colour) {
        add("<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"%.2f\"/>", corners(outline), colour, TINT);
    }

    private static String corners(List<Point> points) {
        return points.stream()
                .map(point -> String.format(Locale.ROOT, "%.2f,%.2f", point.x(), point.y()))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void path(List<Point> points, Pen pen) {
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.2f\"%s/>",
                corners(points), pen.colour(), pen.width(), pen.dashed() ? " stroke-dasharray=\"4 3\"" : "");
    }

    @Override
    public void dot(Point centre, double radius, String colour) {
        add("<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" fill=\"%s\"/>", centre.x(), centre.y(), radius, colour);
    }

    @Override
    public void text(String text, Point at, Lettering lettering) {
        String turn = lettering.upwards()
                ? String.format(Locale.ROOT, " transform=\"rotate(-90 %.2f %.2f)\"", at.x(), at.y())
                : "";
        add(
                "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.1f\" fill=\"%s\" text-anchor=\"%s\"%s>%s</text>",
                at.x(),
                at.y(),
                lettering.size(),
                lettering.colour(),
                lettering.anchor().name().toLowerCase(Locale.ROOT),
                turn,
                escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
