package io.espalier.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.Coupling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What hangs together in each network of the zoo, against a file that people have read. */
class ZooCouplingTest {

    private static final String COMMAND =
            "mvn -o -pl models test -Dtest=ZooCouplingTest -Despalier.golden=write -Dsurefire.failIfNoSpecifiedTests=false";

    @ParameterizedTest
    @EnumSource
    void couplingIsTheListedOne(ZooNetwork network) throws IOException {
        int classes = 10;
        List<String> lines = new ArrayList<>();
        lines.add("# Channels of %s for an input of %s and %d classes that go together; written by: %s"
                .formatted(network.id(), network.usualInput(), classes, COMMAND));
        lines.addAll(CouplingListing.of(Coupling.of(network.create(network.usualInput(), classes, Zeros.INITIALISER))));
        Path file = Path.of(System.getProperty("espalier.root", ".."))
                .resolve("models/src/test/resources/coupling/%s.txt".formatted(network.id()));
        if ("write".equals(System.getProperty("espalier.golden"))) {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(file));
    }
}
