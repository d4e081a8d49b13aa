package io.espalier.experiments.comparison;

import io.espalier.tracking.run.RunFolder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The identity of a contest: a hash over the names of its runs, whatever their order. */
final class ContestHash {

    private static final int DIGITS = 8;

    private ContestHash() {}

    /** 8 hexadecimal digits. */
    static String of(List<RunFolder> runs) {
        String names = runs.stream().map(RunFolder::name).sorted().collect(Collectors.joining("\n"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(names.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
