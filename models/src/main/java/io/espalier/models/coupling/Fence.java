package io.espalier.models.coupling;

/**
 * A node that is kept as it is and around which nothing is pruned, because channels cannot be followed through it.
 *
 * @param node its name
 * @param type its operator, as its file calls it where it is not one of ours
 * @param reason for people, for instance "it takes the mean over channels"
 */
public record Fence(String node, String type, String reason) {}
