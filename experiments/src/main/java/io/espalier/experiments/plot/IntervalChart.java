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
 * Values with intervals, one below the other, against a value that all are compared with.
 *
 * @param title above
 * @param axis what the numbers are, with their unit
 * @param caption below: what they were measured on
 * @param mark the value that all are compared with, and how far from it nothing can be told
 * @param intervals at least one
 */
public record IntervalChart(String title, String axis, String caption, Mark mark, List<Interval> intervals)
        implements Chart {

    private static final int WIDTH = 860;
    private static final int ROW = 34;
    private static final int TOP = 58;
    private static final int BOTTOM = 84;
    private static final int EDGE = 24;
    private static final int GAP = 14;
    private static final double CAP = 5;
    private static final int LONGEST_NAME = 40;

    private static final String INK = "#222222";
    private static final String FAINT = "#666666";
    private static final String GRID = "#e4e4e4";
    private static final String BAND = "#f0ead8";

    private static final Lettering TITLE = Lettering.of(16, INK, START);
    private static final Lettering NAME = Lettering.of(12.5, INK, END);
    private static final Lettering NOTE = Lettering.of(12, INK, START);
    private static final Lettering TICK = Lettering.of(11, FAINT, MIDDLE);
    private static final Lettering AXIS = Lettering.of(12.5, INK, MIDDLE);
    private static final Lettering CAPTION = Lettering.of(10.5, FAINT, START);

    /** What an interval means; blue and orange are told apart by everyone. */
    public enum Tone {
        GOOD("#2166ac"),
        BAD("#c4591b"),
        NEUTRAL("#777777");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    /**
     * The value that all are compared with.
     *
     * @param band half-width of the band around it, not negative
     */
    public record Mark(double value, double band) {}

    /**
     * One line.
     *
     * @param note at its right end
     */
    public record Interval(String name, double value, double lower, double upper, Tone tone, String note) {

        /** With a name that leaves room for the interval; the end of a path says more than its beginning. */
        Interval abbreviated() {
            return name.length() <= LONGEST_NAME
                    ? this
                    : new Interval(
                            "..." + name.substring(name.length() - LONGEST_NAME + 3), value, lower, upper, tone, note);
        }
    }

    /** @throws IllegalArgumentException if there is no interval */
    public IntervalChart {
        intervals = intervals.stream().map(Interval::abbreviated).toList();
        if (intervals.isEmpty()) {
            throw new IllegalArgumentException("intervals must not be empty");
        }
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return TOP + ROW * intervals.size() + BOTTOM;
    }

    @Override
    public void draw(Canvas canvas) {
        Scale scale = scale();
        double bottom = TOP + (double) ROW * intervals.size();
        canvas.area(
                new Point(scale.at(mark.value() - mark.band()), TOP),
                new Point(scale.at(mark.value() + mark.band()), bottom),
                BAND);
        for (double tick : scale.ticks()) {
            canvas.path(vertical(scale.at(tick), TOP, bottom), Pen.of(GRID, 1));
            canvas.text(scale.label(tick), new Point(scale.at(tick), bottom + 17), TICK);
        }
        canvas.path(vertical(scale.at(mark.value()), TOP, bottom), new Pen(FAINT, 1, true));
        for (int i = 0; i < intervals.size(); i++) {
            draw(canvas, scale, intervals.get(i), TOP + ROW * (i + 0.5));
        }
        canvas.text(title, new Point(EDGE, 32), TITLE);
        canvas.text(axis, new Point((scale.start() + scale.end()) / 2, bottom + 38), AXIS);
        canvas.text(caption, new Point(EDGE, bottom + 68), CAPTION);
    }

    private static void draw(Canvas canvas, Scale scale, Interval interval, double y) {
        Pen pen = Pen.of(interval.tone().colour, 2);
        double from = scale.at(interval.lower());
        double to = scale.at(interval.upper());
        canvas.path(List.of(new Point(from, y), new Point(to, y)), pen);
        canvas.path(vertical(from, y - CAP, y + CAP), pen);
        canvas.path(vertical(to, y - CAP, y + CAP), pen);
        canvas.dot(new Point(scale.at(interval.value()), y), 4.5, interval.tone().colour);
        canvas.text(interval.name(), new Point(scale.start() - GAP, y + 4), NAME);
        canvas.text(interval.note(), new Point(scale.end() + GAP, y + 4), NOTE);
    }

    private Scale scale() {
        double names = intervals.stream()
                .mapToDouble(interval -> NAME.width(interval.name()))
                .max()
                .orElseThrow();
        double notes = intervals.stream()
                .mapToDouble(interval -> NOTE.width(interval.note()))
                .max()
                .orElseThrow();
        List<Double> values = new ArrayList<>(List.of(mark.value() - mark.band(), mark.value() + mark.band()));
        intervals.stream()
                .flatMap(interval -> Stream.of(interval.lower(), interval.upper()))
                .forEach(values::add);
        return Scale.of(values, EDGE + names + GAP, WIDTH - EDGE - notes - GAP);
    }

    private static List<Point> vertical(double x, double from, double to) {
        return List.of(new Point(x, from), new Point(x, to));
    }
}
