/**
 * Policies and pruned networks in MLflow's model registry. In: the folder of a run that has ended, or the address of a registered policy. Out:
 * versions with signatures and tags, or the policy. It always holds that the alias {@code champion} moves only to a policy that is more
 * accurate under equal conditions, and that registering a run twice makes no second version.
 */
@NullMarked
package io.espalier.experiments.registry;

import org.jspecify.annotations.NullMarked;
