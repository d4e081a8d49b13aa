package io.espalier.experiments.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, {@code development} when classes are run from a folder. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"espalier " + (version == null ? "development" : version)};
    }
}
