package io.espalier.experiments.config;

import io.espalier.tracking.mlflow.MlflowSettings;

/** The address of an MLflow server that an option names. */
public final class MlflowAddress {

    private MlflowAddress() {}

    /**
     * How to reach it.
     *
     * @param option that it was given by, for errors
     * @throws ConfigException if it is not the address of a web server
     */
    public static MlflowSettings settings(String option, String uri) {
        try {
            return MlflowSettings.of(uri);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(option + ": " + e.getMessage(), e);
        }
    }
}
