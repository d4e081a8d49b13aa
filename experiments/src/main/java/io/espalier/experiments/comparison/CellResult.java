package io.espalier.experiments.comparison;

import java.util.Optional;

/**
 * What a search of a contest found.
 *
 * @param run name of its folder
 * @param commit of the program that ran it
 * @param test accuracy of its reconstructed network on the test split; empty if that was not read
 */
record CellResult(
        String budget, String contender, long seed, String run, String commit, Curve curve, Optional<Double> test) {}
