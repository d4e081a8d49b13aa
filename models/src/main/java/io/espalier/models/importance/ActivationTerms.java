package io.espalier.models.importance;

import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import java.util.function.ToDoubleFunction;

/** Picks what was measured for the channels of a tensor. */
final class ActivationTerms {

    private ActivationTerms() {}

    static double[] of(ActivationStatistics statistics, String tensor, ToDoubleFunction<ChannelActivation> term) {
        return statistics.channels(tensor).stream().mapToDouble(term).toArray();
    }
}
