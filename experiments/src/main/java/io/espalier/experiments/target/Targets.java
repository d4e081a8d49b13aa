package io.espalier.experiments.target;

import io.espalier.env.command.CommandTarget;
import io.espalier.env.remote.RemoteAccess;
import io.espalier.env.remote.RemoteTarget;
import io.espalier.env.remote.Token;
import io.espalier.env.remote.Trust;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetSettings;
import io.espalier.env.worker.ForkedTarget;
import java.util.Optional;

/** Opens the target that an address names. */
public final class Targets {

    private Targets() {}

    /**
     * Opens a target; the caller closes it.
     *
     * @throws io.espalier.env.target.TargetException if it cannot be reached or refuses the settings
     * @throws IllegalArgumentException if it asks for a token and there is none
     * @throws java.io.UncheckedIOException if the file of the token or of the certificate cannot be read
     */
    public static Target open(TargetAddress address, TargetSettings settings, TargetAccess access) {
        if (address instanceof TargetAddress.Command command) {
            return CommandTarget.open(command.path(), settings);
        }
        if (address instanceof TargetAddress.Remote remote) {
            return RemoteTarget.connect(remote(remote, access), settings);
        }
        return ForkedTarget.start(settings);
    }

    private static RemoteAccess remote(TargetAddress.Remote address, TargetAccess access) {
        Optional<Token> token =
                access.tokenFile().isPresent() ? access.tokenFile().map(Token::read) : Token.of(System.getenv());
        RemoteAccess known = RemoteAccess.of(
                address.uri(),
                token.orElseThrow(() -> new IllegalArgumentException(
                        "token must be in a file (--token-file) or in the environment's %s for the target at %s"
                                .formatted(Token.VARIABLE, address))));
        return access.certificate().map(Trust::only).map(known::withTrust).orElse(known);
    }
}
