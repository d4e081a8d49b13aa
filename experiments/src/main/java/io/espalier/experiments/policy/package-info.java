/**
 * What a search leaves for production. In: a network and the policy that was learned for it. Out: the network that the policy means, the
 * same bits wherever it is applied.
 */
@NullMarked
package io.espalier.experiments.policy;

import org.jspecify.annotations.NullMarked;
