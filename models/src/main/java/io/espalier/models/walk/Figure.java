package io.espalier.models.walk;

import io.espalier.models.action.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One number that tells how far an episode has come; docs/state.md has the formulas.
 *
 * @param name of its own
 * @param formula what it is
 */
public record Figure(String name, ToDoubleFunction<Progress> formula) {

    /** Groups whose ratios are remembered. */
    private static final int LAST_RATIOS = 3;

    /**
     * What an actor sees of a bound.
     *
     * @param key of the bound
     */
    public static List<Figure> ofBound(String key) {
        String name = Bound.nameOf(key);
        return List.of(
                new Figure(name + "_budget", progress -> progress.budget(key).budget()),
                new Figure(name + "_used", progress -> progress.budget(key).used()),
                new Figure(name + "_to_remove", progress -> progress.budget(key).toRemove()),
                new Figure(name + "_undecided", progress -> progress.budget(key).undecided()));
    }

    /** What an actor sees of the groups before. */
    public static List<Figure> ofHistory() {
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < LAST_RATIOS; i++) {
            int back = i;
            String name = i == 0 ? "last_ratio" : "last_ratio_" + (i + 1);
            figures.add(new Figure(name, progress -> progress.lastRatio(back)));
        }
        figures.add(new Figure("sparsity", Progress::sparsity));
        return figures;
    }

    /** Every figure, in the order of an observation. */
    public static List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        Bound.KEYS.forEach(key -> figures.addAll(ofBound(key)));
        figures.addAll(ofHistory());
        return figures;
    }

    /** The figure of this name; empty if there is none. */
    public static Optional<Figure> named(String name) {
        return all().stream().filter(figure -> figure.name().equals(name)).findFirst();
    }
}
