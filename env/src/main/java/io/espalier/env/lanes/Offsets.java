package io.espalier.env.lanes;

import io.espalier.env.kernel.Planes;
import io.espalier.models.graph.Operator.Pool;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists of where values lie, in the order in which a step reads or writes them. */
final class Offsets {

    private Offsets() {}

    /** Changes a place, one number for each axis, into another. */
    @FunctionalInterface
    interface Move {

        void apply(int[] place);
    }

    /** Of all values in C order. */
    static int[] all(Planes planes) {
        int[] offsets = new int[planes.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = planes.of(i);
        }
        return offsets;
    }

    /** For each value of one tensor, in C order, where in another the place lies that the move makes of its own. */
    static int[] of(TensorShape walked, TensorShape read, Planes planes, Move move) {
        int[] offsets = new int[walked.size()];
        int[] place = new int[walked.rank()];
        for (int i = 0; i < offsets.length; i++) {
            place(i, walked, place);
            move.apply(place);
            offsets[i] = planes.of(index(place, read));
        }
        return offsets;
    }

    /** For each value of {@code to} the value of {@code from} that is repeated there. */
    static int[] broadcast(TensorShape from, Planes planes, TensorShape to) {
        return of(to, from, planes, place -> {
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = from.size(axis) == 1 ? 0 : place[axis];
            }
        });
    }

    /** For each value of {@code from} its place in {@code to} when it is moved along an axis. */
    static int[] shifted(TensorShape from, TensorShape to, Planes planes, int axis, int by) {
        return of(from, to, planes, place -> place[axis] += by);
    }

    /** Values that are taken together. */
    static final class Taken {

        private final List<int[]> groups = new ArrayList<>();
        private final List<Integer> counts = new ArrayList<>();

        private void add(int[] offsets, int count) {
            groups.add(offsets);
            counts.add(count);
        }

        /** All groups' offsets, one group behind the other. */
        int[] values() {
            return groups.stream().flatMapToInt(Arrays::stream).toArray();
        }

        /** Where each group begins, and where the last one ends. */
        int[] starts() {
            int[] starts = new int[groups.size() + 1];
            for (int i = 0; i < groups.size(); i++) {
                starts[i + 1] = starts[i] + groups.get(i).length;
            }
            return starts;
        }

        /** What the sum of each group is divided by. */
        int[] counts() {
            return counts.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /** For each value of a mean over some axes what it is the mean of. */
    static Taken alongAxes(TensorShape from, Planes planes, List<Integer> axes) {
        TensorShape kept = from;
        TensorShape summed = from;
        for (int axis = 0; axis < from.rank(); axis++) {
            kept = axes.contains(axis) ? kept.with(axis, 1) : kept;
            summed = axes.contains(axis) ? summed : summed.with(axis, 1);
        }
        Taken taken = new Taken();
        int[] place = new int[from.rank()];
        int[] step = new int[from.rank()];
        for (int i = 0; i < kept.size(); i++) {
            int[] offsets = new int[summed.size()];
            for (int k = 0; k < offsets.length; k++) {
                place(i, kept, place);
                place(k, summed, step);
                for (int axis = 0; axis < place.length; axis++) {
                    place[axis] += step[axis];
                }
                offsets[k] = planes.of(index(place, from));
            }
            taken.add(offsets, offsets.length);
        }
        return taken;
    }

    /** For each value of a pooling what lies under its window. */
    static Taken windows(Pool pool, Planes from, Planes to) {
        Taken taken = new Taken();
        for (int i = 0; i < to.size(); i++) {
            int positions = to.height() * to.width();
            int row = i % positions / to.width();
            int column = i % to.width();
            window(pool, from, i / positions, row, column, taken);
        }
        return taken;
    }

    private static void window(Pool pool, Planes from, int channel, int row, int column, Taken taken) {
        Window window = pool.window();
        List<Integer> offsets = new ArrayList<>();
        int padding = 0;
        for (int tap = 0; tap < window.taps(); tap++) {
            int y = row * window.stride().height()
                    - window.padding().top()
                    + tap / window.kernel().width() * window.dilation().height();
            int x = column * window.stride().width()
                    - window.padding().left()
                    + tap % window.kernel().width() * window.dilation().width();
            if (y >= 0 && y < from.height() && x >= 0 && x < from.width()) {
                offsets.add(from.at(channel, y, x));
            } else if (pool.countPadding()
                    // What hangs over even the padding does not count.
                    && y < from.height() + window.padding().bottom()
                    && x < from.width() + window.padding().right()) {
                padding++;
            }
        }
        taken.add(offsets.stream().mapToInt(Integer::intValue).toArray(), offsets.size() + padding);
    }

    private static void place(int index, TensorShape shape, int[] place) {
        int left = index;
        for (int axis = place.length - 1; axis >= 0; axis--) {
            place[axis] = left % shape.size(axis);
            left /= shape.size(axis);
        }
    }

    private static int index(int[] place, TensorShape shape) {
        int index = 0;
        for (int axis = 0; axis < place.length; axis++) {
            index = index * shape.size(axis) + place[axis];
        }
        return index;
    }
}
