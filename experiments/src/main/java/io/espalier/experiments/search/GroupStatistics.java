package io.espalier.experiments.search;

import io.espalier.env.profile.GroupProfile.Activation;
import io.espalier.env.profile.GroupProfile.Redundancy;
import io.espalier.env.profile.GroupProfile.Statistics;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import io.espalier.models.profile.Readings;
import io.espalier.models.profile.WeightStatistics;
import io.espalier.models.reconstruction.VarianceSpectrum;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What is known of every group without pruning anything: of its weights, gradients and activations. Immutable. */
final class GroupStatistics {

    /** Calibration images that activations are looked at on: their means and zeros need few, and a layer has many positions. */
    private static final int IMAGES = 128;

    /** Images whose tensors are held at once. */
    private static final int BATCH = 32;

    private final Recovery recovery;
    private final GroupGradients gradients;
    private final ActivationStatistics activations;

    private GroupStatistics(Recovery recovery, GroupGradients gradients, ActivationStatistics activations) {
        this.recovery = recovery;
        this.gradients = gradients;
        this.activations = activations;
    }

    /** Measures. */
    static GroupStatistics of(Recovery recovery) {
        return new GroupStatistics(recovery, GroupGradients.of(recovery), activations(recovery));
    }

    private static ActivationStatistics activations(Recovery recovery) {
        NetworkGraph graph = recovery.unpruned();
        INDArray images = recovery.calibrationBatches().get(0);
        List<INDArray> batches = new ArrayList<>();
        for (long from = 0; from < Math.min(IMAGES, images.size(0)); from += BATCH) {
            batches.add(images.get(NDArrayIndex.interval(from, Math.min(from + BATCH, images.size(0)))));
        }
        byte[] tapped = OnnxCodec.toBytes(graph, ActivationStatistics.tensors(graph, recovery.groups()));
        try (OnnxEngine engine = OnnxEngine.open(tapped, EngineSettings.DEFAULTS)) {
            return ActivationStatistics.collect(graph, recovery.groups(), engine::outputs, batches.iterator());
        }
    }

    /** Of one group. */
    Statistics of(ChannelGroup group) {
        return new Statistics(
                WeightStatistics.of(recovery.unpruned(), group),
                gradients.of(group),
                activation(group),
                VarianceSpectrum.of(recovery.moments(), group)
                        .map(spectrum -> new Redundancy(spectrum.outside(0.25), spectrum.outside(0.5)))
                        .orElse(Redundancy.UNKNOWN));
    }

    /** Over all layers that read the group. */
    private Activation activation(ChannelGroup group) {
        double[] sizes = new double[group.width()];
        double zeros = 0;
        int seen = 0;
        for (Member member : group.members()) {
            Optional<String> tensor = Readings.read(recovery.unpruned(), member);
            if (tensor.isPresent()) {
                List<ChannelActivation> channels = activations.channels(tensor.get());
                for (int position = 0; position < member.units().size(); position++) {
                    int unit = member.units().get(position);
                    if (unit != Member.OUTSIDE) {
                        sizes[unit] += channels.get(position).meanAbsolute();
                        zeros += channels.get(position).zeroShare();
                        seen++;
                    }
                }
            }
        }
        return seen == 0
                ? Activation.UNKNOWN
                : new Activation(StatUtils.sum(sizes) / seen, zeros / seen, spread(sizes));
    }

    /** Standard deviation / mean; 0 of nothing and of a mean of 0. */
    static double spread(double... values) {
        double mean = StatUtils.mean(values);
        return mean > 0 ? Math.sqrt(StatUtils.populationVariance(values)) / mean : 0;
    }
}
