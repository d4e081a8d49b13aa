package io.espalier.experiments.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a constant of an enum in small letters, as options write it. */
public abstract class ConstantName<E extends Enum<E>> implements ITypeConverter<E> {

    private final Class<E> type;

    protected ConstantName(Class<E> type) {
        this.type = type;
    }

    @Override
    public final E convert(String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("must be one of %s: '%s'"
                        .formatted(
                                Arrays.stream(type.getEnumConstants())
                                        .map(ConstantName::name)
                                        .collect(Collectors.joining(", ")),
                                text)));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
