/**
 * Networks as the user names them. In: the path of a file or a name of the zoo. Out: a {@link io.espalier.models.graph.NetworkGraph}. It
 * always holds that the ending of a file's name decides its format.
 */
@NullMarked
package io.espalier.experiments.network;

import org.jspecify.annotations.NullMarked;
