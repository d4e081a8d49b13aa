package io.espalier.experiments.staircase;

import io.espalier.env.staircase.StaircaseTable;
import io.espalier.env.staircase.StaircaseTable.Step;
import java.util.List;
import java.util.Locale;

/**
 * The staircases of all groups of a network on one SVG sheet: for each group the time of the layers that it touches over its channel count,
 * as a share of the unpruned network's time. Lines are predicted, dots were measured; blue with everything else unpruned, orange with
 * everything else at half.
 */
public final class StaircaseSheet {

    private static final int COLUMNS = 4;
    private static final int CELL_WIDTH = 300;
    private static final int CELL_HEIGHT = 190;
    private static final int LEFT = 46;
    private static final int RIGHT = 12;
    private static final int TOP = 24;
    private static final int BOTTOM = 30;
    private static final int HEAD = 44;
    private static final String FULL = "#1f5fa8";
    private static final String HALF = "#d9822b";
    private static final double HEADROOM = 1.08;

    private final StringBuilder svg = new StringBuilder();

    private StaircaseSheet() {}

    /** The sheet, a whole SVG document. */
    public static String of(String title, StaircaseTable table) {
        return new StaircaseSheet().sheet(title, table);
    }

    private String sheet(String title, StaircaseTable table) {
        int groups = table.groups().size();
        int rows = (groups + COLUMNS - 1) / COLUMNS;
        int width = CELL_WIDTH * Math.min(COLUMNS, Math.max(1, groups));
        int height = HEAD + CELL_HEIGHT * rows;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">",
                width, height, width, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        add(
                "<text x=\"10\" y=\"18\" font-size=\"13\" fill=\"#222222\">%s, target %s</text>",
                escaped(title), table.fingerprint().id());
        add(
                "<text x=\"10\" y=\"35\" fill=\"#555555\">Time of the layers that a group touches, in %% of the whole unpruned network, over"
                        + " kept channels. Lines predicted, dots measured;</text>");
        add("<text x=\"%d\" y=\"35\" fill=\"%s\">others unpruned</text>", 720, FULL);
        add("<text x=\"%d\" y=\"35\" fill=\"%s\">others at half</text>", 820, HALF);
        for (int group = 0; group < groups; group++) {
            panel(table, group, CELL_WIDTH * (group % COLUMNS), HEAD + CELL_HEIGHT * (group / COLUMNS));
        }
        return svg.append("</svg>\n").toString();
    }

    private void panel(StaircaseTable table, int group, int x, int y) {
        List<Step> full = table.steps(group, false);
        List<Step> half = table.steps(group, true);
        double most = full.stream().mapToDouble(StaircaseSheet::greatest).max().orElse(1) * HEADROOM;
        int kept = full.size();
        add("<g transform=\"translate(%d,%d)\">", x, y);
        add(
                "<text x=\"%d\" y=\"14\" fill=\"#222222\">%s</text>",
                LEFT, escaped(table.groups().get(group).name()));
        add(
                "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#888888\"/>",
                LEFT, TOP, CELL_HEIGHT - BOTTOM, CELL_WIDTH - RIGHT);
        for (int tick : List.of(1, (kept + 1) / 2, kept)) {
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555555\">%d</text>",
                    across(tick, kept), CELL_HEIGHT - BOTTOM + 14, tick);
        }
        for (double share : List.of(0.0, most / HEADROOM)) {
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%.1f %%</text>",
                    LEFT - 4, up(share, most) + 4, 100 * share);
        }
        curve(half, most, HALF);
        curve(full, most, FULL);
        add("</g>");
    }

    private void curve(List<Step> steps, double most, String colour) {
        StringBuilder path = new StringBuilder();
        for (Step step : steps) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(String.format(
                            Locale.ROOT, "%.1f %.1f", across(step.kept(), steps.size()), up(step.predicted(), most)));
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.3\"/>", path, colour);
        for (Step step : steps) {
            step.measured()
                    .ifPresent(measured -> add(
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.8\" fill=\"%s\"/>",
                            across(step.kept(), steps.size()), up(measured, most), colour));
        }
    }

    private static double greatest(Step step) {
        return Math.max(step.predicted(), step.measured().orElse(0));
    }

    private static double across(int kept, int width) {
        return LEFT + (double) (kept - 1) / Math.max(1, width - 1) * (CELL_WIDTH - LEFT - RIGHT);
    }

    private static double up(double share, double most) {
        return CELL_HEIGHT - BOTTOM - share / most * (CELL_HEIGHT - TOP - BOTTOM);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
