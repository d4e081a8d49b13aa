/**
 * What latency in the search is worth. In: the config of a search, budgets, two ways to run a network. Out: searches that differ in nothing
 * but what they are told about time, and what their networks take, measured together. It always holds that a search that has ended is not
 * run again.
 */
@NullMarked
package io.espalier.experiments.comparison;

import org.jspecify.annotations.NullMarked;
