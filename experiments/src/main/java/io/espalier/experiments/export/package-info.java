/**
 * What a run has learned, for other tools. In: the folder of a run that has ended, and its unpruned network. Out: files, each in the words
 * of one tool. It always holds that the network is the one that the policy was learned for, and that a file is there whole or not at all.
 */
@NullMarked
package io.espalier.experiments.export;

import org.jspecify.annotations.NullMarked;
