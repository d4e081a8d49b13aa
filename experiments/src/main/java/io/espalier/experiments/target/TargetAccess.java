package io.espalier.experiments.target;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a remote target asks of its client; the others need none of it.
 *
 * @param tokenFile its first line is the token; if empty, the environment has it
 * @param certificate PEM file with the certificate to trust; if empty, those that the system trusts
 */
public record TargetAccess(Optional<Path> tokenFile, Optional<Path> certificate) {

    /** Token from the environment, certificates that the system trusts. */
    public static final TargetAccess DEFAULTS = new TargetAccess(Optional.empty(), Optional.empty());
}
