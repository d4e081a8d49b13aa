package io.espalier.tracking.mlflow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a registered model as MLflow writes it: {@code models:/NAME@ALIAS} or {@code models:/NAME/VERSION}.
 *
 * @param model name of the registered model
 * @param alias name that points to a version; empty if the version is given
 * @param number of the version; empty if an alias is given
 */
public record ModelAddress(String model, String alias, String number) {

    private static final String SCHEME = "models:/";
    private static final Pattern FORM = Pattern.compile(Pattern.quote(SCHEME)
            + "(?<model>[A-Za-z0-9][A-Za-z0-9._-]*)(@(?<alias>[A-Za-z0-9_-]+)|/(?<number>[0-9]{1,9}))");

    /** Whether a text means a registered model and not a file. */
    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /** @throws IllegalArgumentException if the text has another form */
    public static ModelAddress parse(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "a registered model must be models:/NAME@ALIAS or models:/NAME/VERSION: '" + text + "'");
        }
        return new ModelAddress(found.group("model"), orEmpty(found.group("alias")), orEmpty(found.group("number")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Override
    public String toString() {
        return SCHEME + model + (alias.isEmpty() ? "/" + number : "@" + alias);
    }
}
