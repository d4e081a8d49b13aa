package io.espalier.env.serve;

import io.espalier.models.runtime.ModelLoading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where the process starts that loads the models of strangers. It answers until its parent has gone. */
public final class ModelCheckMain {

    private ModelCheckMain() {}

    /**
     * Reads paths, one a line; says for each in one line what is wrong, an empty line if nothing is.
     *
     * @param args none
     * @throws IOException if the parent cannot be heard
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // What a library prints must not get among the answers.
        System.setOut(System.err);
        try (BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String path = paths.readLine(); path != null; path = paths.readLine()) {
                answers.println(fault(Path.of(path)).replaceAll("\\s+", " "));
            }
        }
    }

    private static String fault(Path model) {
        try {
            ModelLoading.check(model);
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
