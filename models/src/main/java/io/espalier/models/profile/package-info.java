/**
 * Facts about a network's groups and channels: weights, activations, gradients. In: a network, its groups, and engines that show what flows
 * through it. Out: records of plain numbers; pure functions of their input, whatever the number of threads.
 */
@NullMarked
package io.espalier.models.profile;

import org.jspecify.annotations.NullMarked;
