package io.espalier.experiments.interpretation;

/**
 * How a feature of the state moved the actor in the episode that it plays by itself: gradient of the action times the feature's value
 * (Shrikumar et al. 2016, arXiv 1605.01713), over the steps of the episode.
 *
 * @param feature name in the state
 * @param meanAbsolute mean of the absolute values: how much it moved the actions
 * @param mean mean: in which direction, towards more removed if positive
 */
public record FeatureEffect(String feature, double meanAbsolute, double mean) {}
