package io.espalier.experiments.console;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Columns of text: names are aligned to the left, figures to the right. The first column holds names, the others figures unless said. */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> names = new HashSet<>(Set.of(0));

    /** @param headings one a column */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Says that a column, counted from 0, holds names too. */
    public Table names(int column) {
        names.add(column);
        return this;
    }

    /**
     * Adds a line.
     *
     * @throws IllegalArgumentException if there is not one cell for each heading
     */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "cells must be %d: %d".formatted(rows.get(0).size(), cells.length));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, headings first. */
    public List<String> lines() {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int index = column;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String padding = " ".repeat(widths.get(column) - row.get(column).length());
            line.append(column == 0 ? "" : GAP)
                    .append(names.contains(column) ? row.get(column) + padding : padding + row.get(column));
        }
        return line.toString().stripTrailing();
    }
}
