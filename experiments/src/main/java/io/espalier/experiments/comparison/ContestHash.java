package io.espalier.experiments.comparison;

import io.espalier.models.data.Sha256;
import io.espalier.tracking.run.RunFolder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The identity of a contest: a hash over the names of its runs, whatever their order. */
final class ContestHash {

    private static final int DIGITS = 8;

    private ContestHash() {}

    /** 8 hexadecimal digits. */
    static String of(List<RunFolder> runs) {
        String names = runs.stream().map(RunFolder::name).sorted().collect(Collectors.joining("\n"));
        return new Sha256().add(names.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS);
    }
}
