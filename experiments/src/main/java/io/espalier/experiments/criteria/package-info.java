/**
 * Which criterion of importance serves a network best. In: a config that names a network, images, criteria and ratios. Out: the search accuracy
 * of the network pruned by each criterion, before and after reconstruction. It always holds that all criteria see the same images and remove
 * equally many units of every group, so that they differ in the choice of units alone.
 */
@NullMarked
package io.espalier.experiments.criteria;

import org.jspecify.annotations.NullMarked;
