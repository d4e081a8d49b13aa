package io.espalier.experiments.target;

import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetSettings;
import io.espalier.env.worker.ForkedTarget;

/** Opens the target that an address names. */
public final class Targets {

    private Targets() {}

    /**
     * Opens a target; the caller closes it.
     *
     * @throws TargetException if it cannot be reached or refuses the settings
     * @throws IllegalArgumentException if it asks for a token and there is none
     * @throws java.io.UncheckedIOException if the file of the token or of the certificate cannot be read
     */
    public static Target open(TargetAddress address, TargetSettings settings, TargetAccess access) {
        if (address instanceof TargetAddress.Local) {
            return ForkedTarget.start(settings);
        }
        throw new TargetException("target must be local: '%s' is not built in yet".formatted(address));
    }
}
