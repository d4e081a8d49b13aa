/**
 * A learned actor that plans for budgets of its user's: what {@code actor.json} says of {@code actor.onnx}, and the walk by it in ONNX
 * Runtime. In: a network and budgets. Out: a policy. It always holds that a plan is within its budgets, exactly, and that the network is the
 * one that the actor was taught on. Nothing here needs DL4J, ND4J, training or reinforcement learning.
 */
@NullMarked
package io.espalier.models.actor;

import org.jspecify.annotations.NullMarked;
