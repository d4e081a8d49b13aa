package io.espalier.experiments.comparison;

import io.espalier.experiments.comparison.Standing.Difference;
import io.espalier.experiments.plot.IntervalChart;
import io.espalier.experiments.plot.IntervalChart.Tone;
import io.espalier.experiments.plot.LineChart;
import io.espalier.experiments.plot.LineChart.Line;
import io.espalier.experiments.plot.LineChart.Style;
import io.espalier.experiments.plot.Point;
import io.espalier.experiments.statistics.Interval;
import io.espalier.experiments.statistics.Mean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Learning curves of a contest, and its differences. */
record ContestCharts(Standings standings, ContestSettings settings) {

    /** Points of a line, at most. */
    private static final int MOST_POINTS = 50;

    /** Best accuracy so far over evaluations, a line and a band for each contender. */
    LineChart curves(String budget) {
        List<Line> lines = new ArrayList<>();
        for (Variation contender : settings.contenders()) {
            lines.add(line(budget, contender.name()));
        }
        return new LineChart(
                "Best network so far, " + budget,
                "evaluations",
                "accuracy on the images of the reward, after reconstruction",
                "mean over %d seeds; bands: 95 %% of the mean, bootstrap"
                        .formatted(settings.seeds().size()),
                lines);
    }

    /**
     * Who is above whom at the end; blue and orange where Student's interval excludes zero.
     *
     * @param here standings at this budget; there is a difference at least
     */
    static IntervalChart differences(String budget, List<Standing> here) {
        List<IntervalChart.Interval> intervals = new ArrayList<>();
        for (Standing standing : here) {
            standing.differences().forEach(difference -> intervals.add(interval(standing.contender(), difference)));
        }
        return new IntervalChart(
                "Differences of the best network at the end, " + budget,
                "points of accuracy on the images of the reward, after reconstruction",
                "mean over the same seeds; intervals: Student's 95 % of the mean",
                new IntervalChart.Mark(0, 0),
                intervals);
    }

    private static IntervalChart.Interval interval(String contender, Difference difference) {
        Mean mean = difference.accuracy().difference();
        Interval student = mean.count() == 1 ? new Interval(mean.mean(), mean.mean()) : mean.student();
        Tone certain = mean.mean() > 0 ? Tone.GOOD : Tone.BAD;
        return new IntervalChart.Interval(
                contender + " - " + difference.other(),
                100 * mean.mean(),
                100 * student.lower(),
                100 * student.upper(),
                mean.student().excludesZero() ? certain : Tone.NEUTRAL,
                String.format(Locale.ROOT, "%+.2f", 100 * mean.mean()));
    }

    private Line line(String budget, String contender) {
        List<Point> means = new ArrayList<>();
        List<Point> lower = new ArrayList<>();
        List<Point> upper = new ArrayList<>();
        int step = Math.max(1, settings.episodes() / MOST_POINTS);
        for (int evaluations = step; evaluations <= settings.episodes(); evaluations += step) {
            Mean mean = standings.accuracy(budget, contender, evaluations);
            means.add(new Point(evaluations, mean.mean()));
            if (mean.count() > 1) {
                lower.add(new Point(evaluations, mean.bootstrap().lower()));
                upper.add(new Point(evaluations, mean.bootstrap().upper()));
            }
        }
        if (upper.isEmpty()) {
            return new Line(contender, Style.LINE, means);
        }
        Collections.reverse(lower);
        upper.addAll(lower);
        return new Line(contender, Style.LINE, means).withBand(upper);
    }
}
