package io.espalier.tracking.mlflow;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes names and values that every MLflow server takes: what a server refuses, it refuses with the whole batch. */
final class MlflowNames {

    static final int LONGEST_PARAMETER = 6000;
    static final int LONGEST_TAG = 5000;
    private static final int LONGEST_NAME = 250;
    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern REFUSED = Pattern.compile("[^\\w./ -]");

    private MlflowNames() {}

    /** Letters, digits, {@code _ . - /} and blanks, as a path without empty, {@code .} or {@code ..} parts, at most 250 characters. */
    static String clean(String name) {
        String clean = Arrays.stream(REFUSED.matcher(name).replaceAll("_").split("/", -1))
                .map(part -> part.isEmpty() || part.equals(".") || part.equals("..") ? "_" : part)
                .collect(Collectors.joining("/"));
        return clean.length() <= LONGEST_NAME ? clean : distinct(clean, name);
    }

    /** A clean name that also tells apart names which differ only in what was cleaned away or cut off. */
    static String distinct(String clean, String original) {
        String suffix = "-" + Integer.toHexString(original.hashCode());
        return clean.substring(0, Math.min(clean.length(), LONGEST_NAME - suffix.length())) + suffix;
    }

    /** For what goes into a query: no quotes, no blanks. */
    static String word(String text) {
        return NO_WORD.matcher(text).replaceAll("_");
    }

    static String cut(String value, int longest) {
        return value.length() <= longest ? value : value.substring(0, longest - 1) + "…";
    }
}
