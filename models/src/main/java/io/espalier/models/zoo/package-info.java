/**
 * Networks known by name. In: a {@link io.espalier.models.zoo.ZooNetwork}, the input's shape, the number of classes and a seed. Out: a freshly
 * initialised {@link io.espalier.models.graph.NetworkGraph} whose output are logits.
 */
@NullMarked
package io.espalier.models.zoo;

import org.jspecify.annotations.NullMarked;
