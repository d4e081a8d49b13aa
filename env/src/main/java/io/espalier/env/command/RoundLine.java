package io.espalier.env.command;

import io.espalier.env.target.Block;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A round as a script prints it: nanoseconds of each network in their order, and perhaps {@code |} and those of the canary. */
final class RoundLine {

    private static final Pattern TIME = Pattern.compile("[1-9]\\d{0,17}");

    private RoundLine() {}

    /**
     * @param networks times before the bar; behind it stand none or one more
     * @throws IllegalArgumentException if it has other columns, or something else than positive whole numbers
     */
    static Block.Round parse(String line, int networks) {
        String[] parts = line.split("\\|", -1);
        if (parts.length > 2) {
            throw new IllegalArgumentException("line must have at most one '|': '%s'".formatted(line));
        }
        List<Long> times = times(parts[0], line);
        List<Long> canary = parts.length == 2 ? times(parts[1], line) : List.of();
        if (times.size() != networks) {
            throw new IllegalArgumentException(
                    "line must have one time for each of %d networks: '%s'".formatted(networks, line));
        }
        if (parts.length == 2 && canary.size() != networks + 1) {
            throw new IllegalArgumentException(
                    "line must have %d times of the canary behind '|': '%s'".formatted(networks + 1, line));
        }
        return new Block.Round(times, canary, Block.Round.UNKNOWN, Block.Round.UNKNOWN);
    }

    private static List<Long> times(String text, String line) {
        List<String> words = Arrays.stream(text.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (!words.stream().allMatch(word -> TIME.matcher(word).matches())) {
            throw new IllegalArgumentException(
                    "line must have positive whole numbers of nanoseconds: '%s'".formatted(line));
        }
        return words.stream().map(Long::parseLong).toList();
    }
}
