package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.models.graph.TensorShape;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option that gives the shape of the images where a network's file leaves it open. */
final class InputShape {

    private static final Pattern SHAPE = Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,5})x([1-9]\\d{0,5})");

    @Option(
            names = "--input",
            paramLabel = "CxHxW",
            description =
                    "Channels, height and width of the images, for instance 3x48x192, where MODEL leaves them open.")
    private String written = "";

    /** @throws ConfigException if something else was written */
    Optional<TensorShape> shape() {
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = SHAPE.matcher(written);
        if (!matcher.matches()) {
            throw new ConfigException("--input must be CHANNELSxHEIGHTxWIDTH: '%s'".formatted(written));
        }
        return Optional.of(TensorShape.image(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))));
    }
}
