package io.espalier.experiments.plot;

import static io.espalier.experiments.plot.Canvas.Anchor.END;
import static io.espalier.experiments.plot.Canvas.Anchor.MIDDLE;
import static io.espalier.experiments.plot.Canvas.Anchor.START;

import io.espalier.experiments.plot.Canvas.Lettering;
import io.espalier.experiments.plot.Canvas.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lines, staircases or points over two axes, with a legend. The vertical axis begins at 0 unless that would press everything into its
 * upper half.
 *
 * @param title above
 * @param xAxis what goes to the right, with its unit
 * @param yAxis what goes up, with its unit
 * @param caption below: what was measured on
 * @param lines at least one
 */
public record LineChart(String title, String xAxis, String yAxis, String caption, List<Line> lines) implements Chart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int TOP = 56;
    private static final int BOTTOM = 96;
    private static final int LEFT = 86;
    private static final int EDGE = 24;
    private static final int LEGEND_ROW = 20;
    private static final int LEGEND_MARK = 22;

    private static final String INK = "#222222";
    private static final String FAINT = "#666666";
    private static final String GRID = "#e4e4e4";
    /** Okabe and Ito's colours, which everyone can tell apart. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000");

    private static final Lettering TITLE = Lettering.of(16, INK, START);
    private static final Lettering LEGEND = Lettering.of(12, INK, START);
    private static final Lettering X_TICK = Lettering.of(11, FAINT, MIDDLE);
    private static final Lettering Y_TICK = Lettering.of(11, FAINT, END);
    private static final Lettering X_AXIS = Lettering.of(12.5, INK, MIDDLE);
    private static final Lettering Y_AXIS = new Lettering(12.5, INK, MIDDLE, true);
    private static final Lettering CAPTION = Lettering.of(10.5, FAINT, START);

    /** How the points of a line belong together. */
    public enum Style {
        /** By straight lines. */
        LINE,
        /** Each point's value holds back to the point before it: the time of 20 channels is that of 17 too. */
        STEPS,
        /** Not at all. */
        POINTS
    }

    /**
     * One line.
     *
     * @param name in the legend; empty for none
     * @param points from left to right, at least one
     * @param band outline of where the line may be, all around; empty for none
     */
    public record Line(String name, Style style, List<Point> points, List<Point> band) {

        /** A line without a band. */
        public Line(String name, Style style, List<Point> points) {
            this(name, style, points, List.of());
        }

        /** The same line with a band. */
        public Line withBand(List<Point> outline) {
            return new Line(name, style, points, outline);
        }

        /** @throws IllegalArgumentException if there is no point */
        public Line {
            points = List.copyOf(points);
            band = List.copyOf(band);
            if (points.isEmpty()) {
                throw new IllegalArgumentException("points must not be empty in line '" + name + "'");
            }
        }
    }

    /** @throws IllegalArgumentException if there is no line */
    public LineChart {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("lines must not be empty");
        }
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void draw(Canvas canvas) {
        double legend = lines.stream()
                .mapToDouble(line -> line.name().isEmpty() ? 0 : LEGEND_MARK + 6 + LEGEND.width(line.name()) + EDGE)
                .max()
                .orElse(0);
        Scale x = Scale.of(values(true), LEFT, WIDTH - EDGE - legend);
        Scale y = Scale.of(fromZero(values(false)), HEIGHT - BOTTOM, TOP);
        axes(canvas, x, y);
        bands(canvas, x, y);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String colour = COLOURS.get(i % COLOURS.size());
            draw(canvas, line.style(), pixels(line.points(), x, y), colour);
            if (!line.name().isEmpty()) {
                legend(
                        canvas,
                        line,
                        new Point(WIDTH - EDGE - legend + EDGE, TOP + 10 + (double) LEGEND_ROW * i),
                        colour);
            }
        }
        canvas.text(title, new Point(EDGE, 32), TITLE);
        canvas.text(caption, new Point(EDGE, HEIGHT - 18.0), CAPTION);
    }

    private void axes(Canvas canvas, Scale x, Scale y) {
        for (double tick : x.ticks()) {
            canvas.path(List.of(new Point(x.at(tick), y.start()), new Point(x.at(tick), y.end())), Pen.of(GRID, 1));
            canvas.text(x.label(tick), new Point(x.at(tick), y.start() + 17), X_TICK);
        }
        for (double tick : y.ticks()) {
            canvas.path(List.of(new Point(x.start(), y.at(tick)), new Point(x.end(), y.at(tick))), Pen.of(GRID, 1));
            canvas.text(y.label(tick), new Point(x.start() - 8, y.at(tick) + 4), Y_TICK);
        }
        canvas.text(xAxis, new Point((x.start() + x.end()) / 2, y.start() + 40), X_AXIS);
        canvas.text(yAxis, new Point(EDGE + 6.0, (y.start() + y.end()) / 2), Y_AXIS);
    }

    private static void draw(Canvas canvas, Style style, List<Point> pixels, String colour) {
        if (style != Style.POINTS) {
            canvas.path(style == Style.STEPS ? steps(pixels) : pixels, Pen.of(colour, 1.8));
        }
        pixels.forEach(pixel -> canvas.dot(pixel, style == Style.POINTS ? 3 : 2.2, colour));
    }

    private static void legend(Canvas canvas, Line line, Point at, String colour) {
        Point middle = new Point(at.x() + LEGEND_MARK / 2.0, at.y() - 4);
        if (line.style() != Style.POINTS) {
            canvas.path(
                    List.of(new Point(at.x(), middle.y()), new Point(at.x() + LEGEND_MARK, middle.y())),
                    Pen.of(colour, 1.8));
        }
        canvas.dot(middle, 3, colour);
        canvas.text(line.name(), new Point(at.x() + LEGEND_MARK + 6, at.y()), LEGEND);
    }

    private static List<Point> steps(List<Point> points) {
        List<Point> corners = new ArrayList<>(List.of(points.get(0)));
        for (int i = 1; i < points.size(); i++) {
            corners.add(new Point(points.get(i - 1).x(), points.get(i).y()));
            corners.add(points.get(i));
        }
        return corners;
    }

    /** Below all lines. */
    private void bands(Canvas canvas, Scale x, Scale y) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).band().isEmpty()) {
                canvas.tint(pixels(lines.get(i).band(), x, y), COLOURS.get(i % COLOURS.size()));
            }
        }
    }

    private static List<Point> pixels(List<Point> points, Scale x, Scale y) {
        return points.stream()
                .map(point -> new Point(x.at(point.x()), y.at(point.y())))
                .toList();
    }

    private List<Double> values(boolean horizontal) {
        return lines.stream()
                .flatMap(line -> Stream.concat(line.points().stream(), line.band().stream()))
                .map(point -> horizontal ? point.x() : point.y())
                .toList();
    }

    private static List<Double> fromZero(List<Double> values) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        List<Double> more = new ArrayList<>(values);
        if (least > 0 && least < most / 2) {
            more.add(0.0);
        }
        return more;
    }
}
