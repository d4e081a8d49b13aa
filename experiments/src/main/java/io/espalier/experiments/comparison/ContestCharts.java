package io.espalier.experiments.comparison;

import io.espalier.experiments.plot.LineChart;
import io.espalier.experiments.plot.LineChart.Line;
import io.espalier.experiments.plot.LineChart.Style;
import io.espalier.experiments.plot.Point;
import io.espalier.experiments.statistics.Mean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Learning curves of a contest. */
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

    private Line line(String budget, String contender) {
        List<Point> means = new ArrayList<>();
        List<Point> lower = new ArrayList<>();
        List<Point> upper = new ArrayList<>();
        int step = Math.max(1, settings.episodes() / MOST_POINTS);
        for (int evaluations = step; evaluations <= settings.episodes(); evaluations += step) {
            Mean mean = standings.accuracy(budget, contender, evaluations);
            means.add(new Point(evaluations, mean.mean()));
            lower.add(new Point(evaluations, mean.bootstrap().lower()));
            upper.add(new Point(evaluations, mean.bootstrap().upper()));
        }
        if (settings.seeds().size() == 1) {
            return new Line(contender, Style.LINE, means);
        }
        Collections.reverse(lower);
        upper.addAll(lower);
        return new Line(contender, Style.LINE, means).withBand(upper);
    }
}
