package io.espalier.agent.plans;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A history as a text file: a first line with the format's version and the number of steps, then one line an episode with the number of
 * its round, its reward and its actions, as hexadecimal floating-point numbers, which are exact.
 *
 * @param path of the file
 * @param steps of an episode
 */
public record HistoryFile(Path path, int steps) {

    private static final String FORMAT = "espalier-history 1 ";

    /** @throws UncheckedIOException with the path if it cannot be written */
    public void write(History history) {
        List<String> lines = new ArrayList<>(List.of(FORMAT + steps));
        for (int round = 0; round < history.rounds().size(); round++) {
            for (Tried tried : history.rounds().get(round)) {
                lines.add(round + " " + Double.toHexString(tried.reward()) + " "
                        + tried.actions().stream().map(Double::toHexString).collect(Collectors.joining(" ")));
            }
        }
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.write(path, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    /**
     * @throws UncheckedIOException with the path if it cannot be read
     * @throws IllegalArgumentException with the path if it is of another version or number of steps, or a line is damaged
     */
    public History read() {
        try {
            return parsed(Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private History parsed(List<String> lines) {
        String found = lines.isEmpty() ? "" : lines.get(0);
        if (!found.equals(FORMAT + steps)) {
            throw new IllegalArgumentException(
                    "history must begin with '" + FORMAT + steps + "': '" + found + "' in " + path);
        }
        List<List<Tried>> rounds = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ", -1);
            if (words.length != steps + 2) {
                throw new IllegalArgumentException(
                        "history must have %d words a line: '%s' in %s".formatted(steps + 2, line, path));
            }
            int round = Integer.parseInt(words[0]);
            while (rounds.size() <= round) {
                rounds.add(new ArrayList<>());
            }
            List<Double> actions =
                    Arrays.stream(words).skip(2).map(Double::valueOf).toList();
            rounds.get(round).add(new Tried(actions, Double.parseDouble(words[1])));
        }
        return new History(rounds);
    }
}
