package io.espalier.models.profile;

import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums over the channels of one tensor, image after image. */
final class ChannelSums {

    private final ChannelProbe probe;
    private final double[] sums;
    private final double[] absolutes;
    private final double[] squares;
    private final long[] zeros;
    private final AttentionSums attention;
    private long images;

    ChannelSums(ChannelProbe probe) {
        this.probe = probe;
        this.sums = new double[probe.channels()];
        this.absolutes = new double[probe.channels()];
        this.squares = new double[probe.channels()];
        this.zeros = new long[probe.channels()];
        this.attention = new AttentionSums(probe.channels(), probe.positions());
    }

    ChannelProbe probe() {
        return probe;
    }

    /** Adds the probe's tensor of a batch. */
    void add(Map<String, INDArray> activations) {
        INDArray batch = activations.get(probe.tensor());
        if (batch == null) {
            throw new IllegalArgumentException("activations must have the tensor '" + probe.tensor() + "'");
        }
        double[] values = batch.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        for (int image = 0; image < batch.size(0); image++) {
            addImage(values, image * probe.shape().size());
        }
    }

    private void addImage(double[] values, int first) {
        double[] channel = new double[probe.positions()];
        attention.startImage();
        for (int c = 0; c < sums.length; c++) {
            read(values, first, c, channel);
            double sum = 0;
            for (double value : channel) {
                sum += value;
                absolutes[c] += Math.abs(value);
                squares[c] += value * value;
                zeros[c] += value == 0 ? 1 : 0;
            }
            if (!Double.isFinite(sum)) {
                throw new IllegalArgumentException("activations must be finite: tensor '" + probe.tensor() + "'");
            }
            sums[c] += sum;
            attention.addChannel(c, channel);
        }
        attention.endImage();
        images++;
    }

    private void read(double[] values, int first, int channel, double... into) {
        int inner = probe.inner();
        for (int position = 0; position < into.length; position++) {
            int outer = position / inner;
            into[position] = values[first + (outer * sums.length + channel) * inner + position % inner];
        }
    }

    List<ChannelActivation> means() {
        double count = (double) images * probe.positions();
        return IntStream.range(0, sums.length)
                .mapToObj(c -> new ChannelActivation(
                        sums[c] / count,
                        absolutes[c] / count,
                        squares[c] / count,
                        zeros[c] / count,
                        attention.shift(c) / images))
                .toList();
    }
}
