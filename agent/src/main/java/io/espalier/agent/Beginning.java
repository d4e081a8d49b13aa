package io.espalier.agent;

import io.espalier.env.contract.SearchProblem;
import java.util.List;
import java.util.Optional;

/**
 * What a learner begins with.
 *
 * @param problems like those that it will face, at least one; the first is faced at once, and a learner that takes advice takes it for each
 * @param warm empty for a learner that has learned nothing
 */
public record Beginning(List<SearchProblem> problems, Optional<WarmStart> warm) {

    /** @throws IllegalArgumentException if there is no problem, or they differ in more than their budget */
    public Beginning {
        problems = List.copyOf(problems);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems must be at least one: []");
        }
        SearchProblem first = problems.get(0);
        problems.forEach(problem -> requireAlike(first, problem));
    }

    /** Of a learner that has learned nothing, for a search with one problem. */
    public static Beginning of(SearchProblem problem) {
        return new Beginning(List.of(problem), Optional.empty());
    }

    static void requireAlike(SearchProblem known, SearchProblem problem) {
        if (known.steps() != problem.steps() || !known.schema().equals(problem.schema())) {
            throw new IllegalArgumentException(
                    "problem must have the %d steps and the features of the others: %d steps, features %s"
                            .formatted(
                                    known.steps(),
                                    problem.steps(),
                                    problem.schema().features()));
        }
    }

    SearchProblem first() {
        return problems.get(0);
    }
}
