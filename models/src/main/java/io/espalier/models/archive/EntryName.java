package io.espalier.models.archive;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names of entries. An archive may call an entry what it likes, so a name is checked before anyone makes a path of it. */
final class EntryName {

    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Pattern ABSOLUTE = Pattern.compile("(?s)[/\\\\].*|[A-Za-z]:.*");

    private EntryName() {}

    /**
     * The name without its {@code .} steps and without a slash at its end; empty for the archive's own folder.
     *
     * @throws UncheckedIOException if the name is absolute or has a {@code ..} step, whichever way its slashes lean
     */
    static String checked(Path archive, String name) {
        if (ABSOLUTE.matcher(name).matches() || name.indexOf('\0') >= 0) {
            throw refused(archive, name);
        }
        List<String> steps = new ArrayList<>();
        for (String step : SEPARATOR.split(name, -1)) {
            if (step.equals("..")) {
                throw refused(archive, name);
            }
            if (!(step.isEmpty() || step.equals("."))) {
                steps.add(step);
            }
        }
        return String.join("/", steps);
    }

    private static UncheckedIOException refused(Path archive, String name) {
        return Allowance.broken(
                archive, "have names that stay inside it (no '..', no absolute name): '%s'".formatted(name));
    }
}
