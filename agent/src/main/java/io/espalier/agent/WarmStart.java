package io.espalier.agent;

import java.nio.file.Path;

/**
 * An earlier learner whose policy a new one begins with.
 *
 * @param folder where it was saved
 * @param samePlans whether its episodes decided the same groups of the same network, so that what its critics know of plans still holds
 */
public record WarmStart(Path folder, boolean samePlans) {}
