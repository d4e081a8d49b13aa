package io.espalier.experiments.staircase;

import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.staircase.StaircaseTable.Step;
import io.espalier.experiments.plot.LineChart;
import io.espalier.experiments.plot.LineChart.Line;
import io.espalier.experiments.plot.LineChart.Style;
import io.espalier.experiments.plot.Picture;
import io.espalier.experiments.plot.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The staircase of each group: the time of the layers that it touches over its channel count, as a share of the unpruned network's time.
 * Lines are predicted, points were measured; once with everything else unpruned, once with everything else at half.
 */
public final class StaircaseCharts {

    private static final int PERCENT = 100;

    private StaircaseCharts() {}

    /**
     * Writes a picture for every group, named like the group.
     *
     * @param model what the network is called
     * @param folder made if it is not there
     * @param form {@code svg} or {@code png}
     * @return how many
     * @throws UncheckedIOException if one cannot be written
     */
    public static int write(String model, StaircaseTable table, Path folder, String form) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
        for (int group = 0; group < table.groups().size(); group++) {
            String name = table.groups().get(group).name().replaceAll("[^A-Za-z0-9._-]", "_");
            Picture.write(chart(model, table, group), folder.resolve(name + "." + form));
        }
        return table.groups().size();
    }

    /** The staircase of one group, by its place. */
    static LineChart chart(String model, StaircaseTable table, int group) {
        List<Line> lines = new ArrayList<>();
        add(lines, "others unpruned", table.steps(group, false));
        add(lines, "others at half", table.steps(group, true));
        return new LineChart(
                "%s: %s".formatted(model, table.groups().get(group).name()),
                "kept channels",
                "time of the layers that it touches, % of the unpruned network",
                "target " + table.fingerprint().id(),
                lines);
    }

    private static void add(List<Line> lines, String name, List<Step> steps) {
        lines.add(new Line(
                name + ", predicted",
                Style.LINE,
                steps.stream()
                        .map(step -> new Point(step.kept(), PERCENT * step.predicted()))
                        .toList()));
        List<Point> measured = new ArrayList<>();
        for (Step step : steps) {
            step.measured().ifPresent(share -> measured.add(new Point(step.kept(), PERCENT * share)));
        }
        if (!measured.isEmpty()) {
            lines.add(new Line(name + ", measured", Style.POINTS, measured));
        }
    }
}
