package io.espalier.env.lanes;

import io.espalier.env.kernel.Convolution;
import io.espalier.env.kernel.Lanes;
import io.espalier.env.kernel.Planes;
import io.espalier.env.kernel.Scratch;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window.Padding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The array in which the tensors of a network lie. Tensors that are not needed at the same time share their room if their planes have the same
 * geometry: then nobody ever writes into its borders.
 */
final class Memory {

    /** 256 MiB: more would be slower than ONNX Runtime, and there are several workers. */
    private static final long MOST_FLOATS = 1L << 26;

    private final Map<String, Planes> planes;
    private final float[] values;
    private final Scratch scratch = new Scratch();

    private Memory(Map<String, Planes> planes, float[] values) {
        this.planes = planes;
        this.values = values;
    }

    /** Where the tensor's values lie. */
    Planes planes(String tensor) {
        return known(planes, tensor);
    }

    /** Of all tensors; it is read and written by whoever holds it. */
    float[] values() {
        return values;
    }

    /** What convolutions need while they run. */
    Scratch scratch() {
        return scratch;
    }

    static Memory of(Plan plan) {
        return new Memory(plan.placed(), Lanes.array(Math.toIntExact(plan.floats())));
    }

    private static <K, V> V known(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** Which tensors share their room; takes no memory itself. */
    static final class Plan {

        private final NetworkGraph graph;
        private final List<Chain> chains;
        private final Map<String, Planes> planes = new HashMap<>();
        private final Map<Planes, Integer> channels = new HashMap<>();
        private final Map<String, Integer> lastUse = new HashMap<>();
        private final Map<String, Integer> slots = new HashMap<>();
        private final List<Planes> geometries = new ArrayList<>();
        private final Map<Planes, Deque<Integer>> free = new HashMap<>();

        private Plan(NetworkGraph graph, List<Chain> chains) {
            this.graph = graph;
            this.chains = chains;
            share();
        }

        /** Empty if a network needs more than there may be. */
        static Optional<Plan> of(NetworkGraph graph, List<Chain> chains) {
            Plan plan = new Plan(graph, chains);
            return plan.floats() <= MOST_FLOATS ? Optional.of(plan) : Optional.empty();
        }

        /** What the network's steps compute, in order. */
        List<Chain> chains() {
            return chains;
        }

        private void share() {
            Map<String, Padding> borders = borders();
            place(graph.input().name(), borders);
            chains.forEach(chain -> place(chain.output(), borders));
            for (int i = 0; i < chains.size(); i++) {
                for (String input : chains.get(i).inputs()) {
                    lastUse.put(input, i);
                }
            }
            take(graph.input().name());
            for (int i = 0; i < chains.size(); i++) {
                take(chains.get(i).output());
                for (String input : new TreeSet<>(chains.get(i).inputs())) {
                    if (known(lastUse, input) == i && !isKept(input)) {
                        free.computeIfAbsent(geometry(input), any -> new ArrayDeque<>())
                                .push(known(slots, input));
                    }
                }
            }
        }

        /** Constants are written once, before the first run, and results are read after all else. */
        private boolean isKept(String tensor) {
            return graph.outputs().contains(tensor) || isConstant(tensor);
        }

        private boolean isConstant(String tensor) {
            return !tensor.equals(graph.input().name()) && graph.node(tensor).operator() instanceof Arithmetic.Constant;
        }

        private Map<String, Padding> borders() {
            Map<String, Padding> borders = new HashMap<>();
            for (Chain chain : chains) {
                if (chain.first().operator() instanceof Operator.Conv2d conv) {
                    borders.merge(chain.first().inputs().get(0), conv.window().padding(), Plan::wider);
                }
            }
            return borders;
        }

        private static Padding wider(Padding one, Padding other) {
            return new Padding(
                    Math.max(one.top(), other.top()),
                    Math.max(one.left(), other.left()),
                    Math.max(one.bottom(), other.bottom()),
                    Math.max(one.right(), other.right()));
        }

        private void place(String tensor, Map<String, Padding> borders) {
            TensorShape shape = graph.shape(tensor);
            Planes placed = Planes.of(shape, borders.getOrDefault(tensor, Padding.NONE));
            planes.put(tensor, placed);
            channels.merge(placed.withChannels(1), placed.channels() + Convolution.SPARE_CHANNELS, Math::max);
        }

        private Planes geometry(String tensor) {
            return known(planes, tensor).withChannels(1);
        }

        private void take(String tensor) {
            Planes geometry = geometry(tensor);
            Deque<Integer> unused = free.getOrDefault(geometry, new ArrayDeque<>());
            if (unused.isEmpty() || isConstant(tensor)) {
                slots.put(tensor, geometries.size());
                geometries.add(geometry);
            } else {
                slots.put(tensor, unused.pop());
            }
        }

        private long floats() {
            long floats = 0;
            for (Planes geometry : geometries) {
                floats += (long) geometry.planeStride() * known(channels, geometry);
            }
            return floats;
        }

        /** Each tensor's planes where its slot is. */
        private Map<String, Planes> placed() {
            int[] starts = new int[geometries.size() + 1];
            starts[0] = Lanes.FIRST;
            for (int slot = 0; slot < geometries.size(); slot++) {
                Planes geometry = geometries.get(slot);
                starts[slot + 1] = starts[slot] + geometry.planeStride() * known(channels, geometry);
            }
            Map<String, Planes> placed = new HashMap<>();
            slots.forEach(
                    (tensor, slot) -> placed.put(tensor, known(planes, tensor).from(starts[slot])));
            return placed;
        }
    }
}
