package io.espalier.agent.plans;

import io.espalier.env.contract.SearchProblem;

/** Where a searcher begins. */
public enum StartPlan {
    /** The same action in every step, as small as the budgets allow. */
    UNIFORM {
        @Override
        double[] of(SearchProblem problem) {
            return new BudgetFit(problem.model(), true).uniform(problem.steps());
        }
    },
    /** What the measured sensitivities suggest. */
    SENSITIVITY {
        @Override
        double[] of(SearchProblem problem) {
            return new SensitivityPlan(problem).actions();
        }
    };

    abstract double[] of(SearchProblem problem);
}
