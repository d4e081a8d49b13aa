/**
 * A plan in other tools' words. In: a network, its groups, and what stays of them. Out: a text that a production pruner reads: ratios,
 * indices or counts by layer. It always holds that a tool that rounds as its own code does (docs/exports.md) comes to exactly our counts,
 * or the format says of itself that it is approximate. Nothing here needs DL4J, ND4J or another tool.
 */
@NullMarked
package io.espalier.models.export;

import org.jspecify.annotations.NullMarked;
