package io.espalier.models.runtime;

/**
 * How well a network does on a set.
 *
 * @param accuracy share of images whose highest logit is their label's, in [0, 1]
 * @param crossEntropy mean of {@code -log softmax(logits)[label]} in nats, at least 0
 */
public record Score(double accuracy, double crossEntropy) {}
