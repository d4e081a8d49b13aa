package io.espalier.models.coupling;

/**
 * Channels that no plan may remove, and why.
 *
 * @param node the convolution or dense layer that makes them
 * @param channels how many of its channels are frozen
 * @param reason for people, for instance "they are the network's output"
 */
public record FrozenChannels(String node, int channels, String reason) {}
