package io.espalier.agent.plans;

import java.util.function.DoubleFunction;
import java.util.function.Predicate;

/**
 * Looks for the smallest of numbers whose actions are good enough, where every larger one's are too.
 *
 * @param actions that a number makes
 * @param enough whether they are
 * @param halvings of the range
 */
public record Bisection(DoubleFunction<double[]> actions, Predicate<double[]> enough, int halvings) {

    /**
     * The actions of the smallest number that was found.
     *
     * @param low that is not enough
     * @param high that is, or that is taken where nothing is
     */
    public double[] smallest(double low, double high) {
        double tooLittle = low;
        double found = high;
        for (int i = 0; i < halvings; i++) {
            double middle = (tooLittle + found) / 2;
            if (enough.test(actions.apply(middle))) {
                found = middle;
            } else {
                tooLittle = middle;
            }
        }
        return actions.apply(found);
    }
}
