package io.espalier.models.dl4j;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Prints how many images a second DL4J carries through ResNet-20 with and without {@link OneDnnBridge}, forward and in training.
 *
 * <p>All networks take turns in one process, one batch each, so that a disturbance of the machine meets them alike;
 * a figure is the median over the turns. With one thread the seconds are the thread's processor time, otherwise those of the wall clock.
 * Believe the ratios, not the absolute figures.
 */
public final class Dl4jBenchmark {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Blocks a stage of ResNet-20. */
    private static final int BLOCKS = 3;

    /** Images as CIFAR has them. */
    private static final Input INPUT = new Input(32, 3);

    private final LongSupplier nanoTime;
    private final int batch;
    private final int turns;

    private Dl4jBenchmark(LongSupplier nanoTime, int batch, int turns) {
        this.nanoTime = nanoTime;
        this.batch = batch;
        this.turns = turns;
    }

    private record Input(int side, int channels) {}

    /** One row of the table; images a second. */
    private record Row(String name, double forward, double training) {}

    /** A network and a batch for it. */
    private record Contender(String name, ComputationGraph graph, DataSet data) {}

    /**
     * Arguments: batch size (default 64), threads (default 1), turns (default 5).
     *
     * @throws IllegalArgumentException if an argument is not a positive number
     */
    public static void main(String[] arguments) {
        run(System.out, argument(arguments, 0, 64), argument(arguments, 1, 1), argument(arguments, 2, 5));
    }

    private static int argument(String[] arguments, int index, int fallback) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : fallback;
    }

    /**
     * Measures, for about a minute with the defaults of {@link #main}, and prints a table.
     *
     * @param batch images in a batch; at least 1
     * @param threads of ND4J and oneDNN; at least 1
     * @param turns how often each network runs one batch forward and one in training, after one turn that does not count; at least 1
     * @throws IllegalArgumentException if one of them is not positive
     */
    public static void run(PrintStream out, int batch, int threads, int turns) {
        requirePositive("batch", batch);
        requirePositive("threads", threads);
        requirePositive("turns", turns);
        out.printf("oneDNN: %s%n", OneDnnBridge.enable().reason());
        out.printf("ResNet-20, batch %d, threads %d, median of %d turns%n", batch, threads, turns);
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int before = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(threads);
        try {
            new Dl4jBenchmark(clock(threads), batch, turns).print(out, INPUT);
        } finally {
            natives.setOmpNumThreads(before);
        }
    }

    /** One thread's processor time does not see what else the machine does; for more threads there is only the wall clock. */
    private static LongSupplier clock(int threads) {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        return threads == 1 && bean.isCurrentThreadCpuTimeSupported()
                ? bean::getCurrentThreadCpuTime
                : System::nanoTime;
    }

    private static void requirePositive(String name, int value) {
        if (!(value >= 1)) {
            throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
        }
    }

    private void print(PrintStream out, Input input) {
        out.printf(
                "%n%-22s %14s %8s %15s %8s%n",
                "%dx%dx%d".formatted(input.side, input.side, input.channels),
                "forward img/s",
                "ratio",
                "training img/s",
                "ratio");
        List<Row> rows = measure(input);
        Row reference = rows.get(0);
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %14.0f %8.2f %15.0f %8.2f%n",
                    row.name,
                    row.forward,
                    row.forward / reference.forward,
                    row.training,
                    row.training / reference.training);
        }
    }

    private List<Row> measure(Input input) {
        List<Contender> contenders = List.of(
                contender("DL4J as it comes, NCHW", input, CNN2DFormat.NCHW, false),
                contender("bridge, NCHW", input, CNN2DFormat.NCHW, true),
                contender("bridge, NHWC (trainer)", input, CNN2DFormat.NHWC, true));
        double[][] forward = new double[contenders.size()][turns];
        double[][] training = new double[contenders.size()][turns];
        for (int turn = -1; turn < turns; turn++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender contender = contenders.get(i);
                double outputRate = rate(() -> contender.graph.outputSingle(contender.data.getFeatures()));
                double fitRate = rate(() -> contender.graph.fit(contender.data));
                if (turn >= 0) {
                    forward[i][turn] = outputRate;
                    training[i][turn] = fitRate;
                }
            }
        }
        return IntStream.range(0, contenders.size())
                .mapToObj(i -> new Row(contenders.get(i).name, median(forward[i]), median(training[i])))
                .toList();
    }

    private double rate(Runnable work) {
        long start = nanoTime.getAsLong();
        work.run();
        return (double) batch * NANOS_PER_SECOND / (nanoTime.getAsLong() - start);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private Contender contender(String name, Input input, CNN2DFormat format, boolean oneDnn) {
        ComputationGraph graph = new ComputationGraph(
                new BenchmarkNetwork(BLOCKS, input.side, input.channels, format, DataType.FLOAT, Activation.RELU)
                        .configuration());
        graph.init();
        if (oneDnn) {
            OneDnnBridge.configure(graph);
        }
        return new Contender(name, graph, data(input, format));
    }

    /** What the images show does not change the time. */
    private DataSet data(Input input, CNN2DFormat format) {
        long[] shape = format == CNN2DFormat.NCHW
                ? new long[] {batch, input.channels, input.side, input.side}
                : new long[] {batch, input.side, input.side, input.channels};
        INDArray images = Nd4j.linspace(
                        DataType.FLOAT, -1, 1e-3, (long) batch * input.channels * input.side * input.side)
                .reshape('c', shape);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, BenchmarkNetwork.CLASSES);
        for (int i = 0; i < batch; i++) {
            labels.putScalar(i, i % BenchmarkNetwork.CLASSES, 1);
        }
        return new DataSet(images, labels);
    }
}
