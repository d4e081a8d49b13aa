package io.espalier.env.staircase;

import io.espalier.env.latency.LatencyModel;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What a target was measured to take for the layers of a network, as a model of the network's latency: the layers' times at the plan's
 * channel counts, summed with weights that were fitted to plans measured whole. Microseconds a prediction. Immutable.
 */
public final class StaircaseTable implements LatencyModel {

    /** Mean error of a layer's times at which no more of it is measured. */
    static final double TOLERANCE = 0.02;

    /** A count is worse than a greater one if the layers that it touches take so much longer, which is more than their times are off. */
    private static final double WORSE = 0.03;

    /**
     * Where a layer's channels fill no vectors an engine may have to bring them into another form before it or behind it, which depends on its
     * neighbours and is no part of the layer's own time.
     */
    private static final List<Integer> VECTORS = List.of(2, 4, 8, 16);

    private static final double NEAR_FULL = 0.75;

    private final StaircaseData data;
    private final SortedMap<Cell, CellTime> quiet;
    private final NetworkLayers layers;
    private final Map<LayerSignature, CellSurface> surfaces;
    private final List<LayerSignature> signatures;
    private final List<CellSurface> inOrder;
    private final int[] signatureOf;
    private final double nanosPerMac;
    private final double valuesRead;
    private final double[] whole;
    private final Calibration calibration;

    private StaircaseTable(
            StaircaseData data,
            SortedMap<Cell, CellTime> quiet,
            NetworkLayers layers,
            Map<LayerSignature, CellSurface> surfaces) {
        this.data = data;
        this.quiet = quiet;
        this.layers = layers;
        this.surfaces = surfaces;
        this.signatures = List.copyOf(surfaces.keySet());
        this.inOrder = List.copyOf(surfaces.values());
        this.signatureOf = layers.layers().stream()
                .mapToInt(layer -> signatures.indexOf(layer.signature()))
                .toArray();
        this.nanosPerMac = perMac(layers, surfaces);
        this.valuesRead = layers.layers().stream()
                .mapToDouble(layer -> layer.values(layer.channels(layers.cost().widths())))
                .sum();
        this.whole = rawParts(layers.cost().widths());
        List<Calibration.Example> examples = new ArrayList<>();
        for (WholeTime time : data.quietWholes(layers.digest())) {
            examples.add(new Calibration.Example(parts(time.counts()), time.ratio()));
        }
        this.calibration = Calibration.of(examples, parts(layers.cost().widths()), signatures.size());
    }

    /**
     * The table for a network.
     *
     * @param groups of this network, as {@code Coupling} finds them
     * @throws io.espalier.models.graph.UnsupportedNetworkException if counts of units alone do not tell the cost
     */
    public static StaircaseTable of(StaircaseData data, NetworkGraph graph, List<ChannelGroup> groups) {
        return of(data, NetworkLayers.of(graph, groups));
    }

    static StaircaseTable of(StaircaseData data, NetworkLayers layers) {
        Map<LayerSignature, CellSurface> surfaces = new LinkedHashMap<>();
        SortedMap<Cell, CellTime> quiet = data.quietCells();
        layers.ranges()
                .forEach((signature, range) ->
                        surfaces.put(signature, CellSurface.of(signature, range, quiet, TOLERANCE)));
        return new StaircaseTable(data, quiet, layers, surfaces);
    }

    /** What it was made of. */
    public StaircaseData data() {
        return data;
    }

    /** Of the target. */
    public TargetFingerprint fingerprint() {
        return data.fingerprint();
    }

    /** The groups, in the order of {@link #ratio}. */
    public List<ChannelGroup> groups() {
        return layers.cost().groups();
    }

    @Override
    public double ratio(int... kept) {
        return calibration.ratio(parts(kept));
    }

    /** {@inheritDoc} NaN if fewer than five plans were measured whole. */
    @Override
    public double relativeError() {
        return calibration.relativeError();
    }

    /**
     * Fitted again with a plan that was measured whole; the layers' times stay.
     *
     * @param kept one count per group
     * @param ratio measured time divided by the unpruned network's
     */
    public StaircaseTable withMeasured(int[] kept, double ratio) {
        List<Integer> counts = Arrays.stream(kept).boxed().toList();
        StaircaseData more = data.withWholes(List.of(new WholeTime(layers.digest(), counts, ratio, 0, 0, 1)));
        return new StaircaseTable(more, quiet, layers, surfaces);
    }

    /**
     * Share of the time that is saved if a group alone keeps half of its units, in [0, 1].
     *
     * @param group its place
     */
    public double share(int group) {
        return Math.max(0, 1 - ratio(alone(group, Math.max(1, (widths()[group] + 1) / 2))));
    }

    /**
     * The most time that is saved per removed share of a group's units when the group alone is pruned by at most a quarter; at least 0,
     * and 1 if time falls as fast as the group.
     *
     * @param group its place
     */
    public double slope(int group) {
        int width = widths()[group];
        double most = 0;
        for (int kept = width - 1; kept >= 1 && kept >= NEAR_FULL * width; kept--) {
            most = Math.max(most, (1 - ratio(alone(group, kept))) / (1 - (double) kept / width));
        }
        return most;
    }

    /**
     * The counts that no greater one beats: with everything else unpruned, or with everything else at half, the layers that the group
     * touches take no longer than with any greater count that is offered, but for 3 % that may be error. What is dropped costs accuracy and
     * time.
     *
     * @param group its place
     * @param counts ascending
     * @return ascending, among them the greatest
     */
    public List<Integer> worthwhile(int group, List<Integer> counts) {
        Surroundings full = new Surroundings(group, widths());
        Surroundings half = new Surroundings(group, halves());
        List<Integer> left = new ArrayList<>();
        double fullBest = Double.POSITIVE_INFINITY;
        double halfBest = Double.POSITIVE_INFINITY;
        for (int i = counts.size() - 1; i >= 0; i--) {
            double fullTime = full.predicted(counts.get(i));
            double halfTime = half.predicted(counts.get(i));
            if (fullTime <= fullBest * (1 + WORSE) || halfTime <= halfBest * (1 + WORSE)) {
                left.add(0, counts.get(i));
            }
            fullBest = Math.min(fullBest, fullTime);
            halfBest = Math.min(halfBest, halfTime);
        }
        return left;
    }

    /**
     * What the layers that a group touches take, by how many of its units are kept.
     *
     * @param group its place
     * @param halved whether all other groups keep half of their units, or all
     * @return for every count from 1 to the width
     */
    public List<Step> steps(int group, boolean halved) {
        Surroundings surroundings = new Surroundings(group, halved ? halves() : widths());
        List<Step> steps = new ArrayList<>();
        for (int kept = 1; kept <= widths()[group]; kept++) {
            steps.add(new Step(kept, surroundings.predicted(kept), surroundings.measured(kept)));
        }
        return steps;
    }

    /**
     * One count of a group.
     *
     * @param kept units
     * @param predicted time of the layers that the group touches, as a share of the whole unpruned network's
     * @param measured the same from layers that were all measured at just these lengths; empty if one was not
     */
    public record Step(int kept, double predicted, OptionalDouble measured) {}

    /** A group among others that stay as they are. */
    private final class Surroundings {
        private final int group;
        private final int[] counts;
        private final List<Integer> touched = new ArrayList<>();
        private final double[] weights = calibration.weights();
        private final double unit;

        Surroundings(int group, int... counts) {
            this.group = group;
            this.counts = counts;
            int[] most = counts.clone();
            most[group] = widths()[group];
            int[] least = counts.clone();
            least[group] = 0;
            for (int i = 0; i < signatureOf.length; i++) {
                var axes = layers.layers().get(i).axes();
                if (axes.inputs(most) != axes.inputs(least) || axes.outputs(most) != axes.outputs(least)) {
                    touched.add(i);
                }
            }
            this.unit = layerNanos();
        }

        private int[] with(int kept) {
            int[] all = counts.clone();
            all[group] = kept;
            return all;
        }

        double predicted(int kept) {
            int[] all = with(kept);
            double time = 0;
            for (int layer : touched) {
                time += weights[signatureOf[layer]] * nanos(layer, all);
            }
            return time / unit;
        }

        OptionalDouble measured(int kept) {
            int[] all = with(kept);
            double time = 0;
            for (int layer : touched) {
                var axes = layers.layers().get(layer).axes();
                CellTime cell = quiet.get(
                        new Cell(signatures.get(signatureOf[layer]).key(), axes.inputs(all), axes.outputs(all)));
                if (cell == null) {
                    return OptionalDouble.empty();
                }
                time += weights[signatureOf[layer]] * cell.nanos();
            }
            return OptionalDouble.of(time / unit);
        }
    }

    private int[] halves() {
        int[] counts = widths();
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (counts[i] + 1) / 2;
        }
        return counts;
    }

    private double layerNanos() {
        double layerNanos = 0;
        for (int i = 0; i < signatures.size(); i++) {
            layerNanos += whole[i];
        }
        return layerNanos;
    }

    private int[] widths() {
        return layers.cost().widths();
    }

    private int[] alone(int group, int kept) {
        int[] counts = widths();
        counts[group] = kept;
        return counts;
    }

    private double[] parts(int... kept) {
        double[] parts = rawParts(kept);
        double layerNanos = layerNanos();
        int lights = signatures.size() + layers.lights().size();
        for (int i = 0; i < parts.length - 1; i++) {
            parts[i] /= i < signatures.size() ? layerNanos : i < lights ? Math.max(1, whole[i]) : valuesRead;
        }
        return parts;
    }

    /**
     * Nanoseconds by signature, values made by kind of other operators, values read by layers whose channels are no multiple of 2, 4, 8 and
     * 16, and 1.
     */
    private double[] rawParts(int... kept) {
        double[] parts = new double[signatures.size() + layers.lights().size() + VECTORS.size() + 1];
        for (int i = 0; i < signatureOf.length; i++) {
            parts[signatureOf[i]] += nanos(i, kept);
        }
        int next = signatures.size();
        for (NetworkLayers.Light light : layers.lights()) {
            parts[next++] = light.values(kept);
        }
        addRagged(parts, next, kept);
        parts[parts.length - 1] = 1;
        return parts;
    }

    private void addRagged(double[] parts, int first, int... kept) {
        for (NetworkLayers.Layer layer : layers.layers()) {
            int channels = layer.channels(kept);
            for (int i = 0; i < VECTORS.size(); i++) {
                if (channels % VECTORS.get(i) != 0) {
                    parts[first + i] += layer.values(channels);
                }
            }
        }
    }

    private double nanos(int layer, int... kept) {
        var axes = layers.layers().get(layer).axes();
        int in = axes.inputs(kept);
        int out = axes.outputs(kept);
        CellSurface surface = inOrder.get(signatureOf[layer]);
        return surface.known()
                ? surface.nanos(in, out)
                : signatures.get(signatureOf[layer]).macs(in, out) * nanosPerMac;
    }

    /** What a multiply-accumulate takes in the layers that are known, for those that are not. */
    private static double perMac(NetworkLayers layers, Map<LayerSignature, CellSurface> surfaces) {
        double nanos = 0;
        double macs = 0;
        for (var entry : layers.ranges().entrySet()) {
            CellSurface surface = surfaces.get(entry.getKey());
            int in = entry.getValue().ins().last();
            int out = entry.getValue().outs().last();
            if (surface != null && surface.known()) {
                nanos += surface.nanos(in, out);
                macs += entry.getKey().macs(in, out);
            }
        }
        return macs == 0 ? 1 : nanos / macs;
    }
}
