/**
 * The engine that trains. In: a {@link io.espalier.models.graph.NetworkGraph}, or a network that DL4J wrote, and labelled images. Out: the
 * same network with trained weights, and gradients. It always holds that a graph translated to DL4J and back acts the same, and that DL4J's
 * oneDNN code runs only in the kinds of layers for which {@link io.espalier.models.dl4j.OneDnnBridge} names a proof.
 */
@NullMarked
package io.espalier.models.dl4j;

import org.jspecify.annotations.NullMarked;
