/**
 * Scores that outlive a process. In: plans and their scores, and digests of what they were scored on. Out: the same scores, to the last bit,
 * for whoever resumes the run. It always holds that a score is answered only for the network, images and calibration it was found with, and
 * that a kill or a power cut loses whole scores at most, never a part of one.
 */
@NullMarked
package io.espalier.env.scores;

import org.jspecify.annotations.NullMarked;
