package io.espalier.experiments.config;

/** A config or command line that cannot be used; the message names the key, the rule, the value found and, for an unknown key, the nearest known one. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
