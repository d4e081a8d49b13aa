package io.espalier.experiments.config;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns what a record's constructor says about its component into what the user must hear about the key: the full name and the value as written. */
final class BindingMessage {

    private static final Pattern ABOUT_A_COMPONENT = Pattern.compile("(\\w+) (must .*?): .*", Pattern.DOTALL);
    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    private BindingMessage() {}

    static ConfigException of(JsonMappingException failure, KeyTree tree) {
        String path = failure.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        if (failure instanceof InvalidFormatException format
                && format.getTargetType().isEnum()) {
            return new ConfigException(
                    "%s must be one of %s: %s"
                            .formatted(path, constants(format.getTargetType()), KeyTree.show(tree.at(path))),
                    failure);
        }
        if (failure instanceof MismatchedInputException mismatch
                && Number.class.isAssignableFrom(mismatch.getTargetType())) {
            String numbers = mismatch.getTargetType() == Double.class ? "numbers" : "whole numbers";
            return new ConfigException(
                    "%s must be a list of %s: %s".formatted(path, numbers, KeyTree.show(tree.at(path))), failure);
        }
        if (failure.getCause() instanceof IllegalArgumentException rule) {
            return new ConfigException(ofRule(path, String.valueOf(rule.getMessage()), tree), failure);
        }
        return new ConfigException(
                "%s must be readable: %s (%s)"
                        .formatted(path, KeyTree.show(tree.at(path)), failure.getOriginalMessage()),
                failure);
    }

    private static String ofRule(String path, String message, KeyTree tree) {
        Matcher matcher = ABOUT_A_COMPONENT.matcher(message);
        if (matcher.matches()) {
            String prefix = path.isEmpty() ? "" : path + ".";
            String name = SNAKE_CASE.translate(matcher.group(1));
            // A rule about a nested record's component is kept by the record around it, so the key may lie deeper.
            Optional<String> key = tree.keys().stream()
                    .filter(candidate -> candidate.startsWith(prefix) && ("." + candidate).endsWith("." + name))
                    .findFirst();
            if (key.isPresent()) {
                return "%s %s: %s".formatted(key.get(), matcher.group(2), KeyTree.show(tree.at(key.get())));
            }
        }
        return path.isEmpty() ? message : path + ": " + message;
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
