package io.espalier.experiments.statistics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reference values by name; the file says which tool computed them. */
record Scipy(Map<String, List<Double>> lines) {

    static Scipy read() {
        try (InputStream stream = Scipy.class.getResourceAsStream("scipy-reference.txt")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new Scipy(text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(words -> words[0], words -> Arrays.stream(words)
                            .skip(1)
                            .map(Double::valueOf)
                            .toList())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Double> list(String name) {
        return lines.getOrDefault(name, List.of());
    }

    double number(String name) {
        return list(name).get(0);
    }
}
