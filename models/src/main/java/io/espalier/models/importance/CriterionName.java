package io.espalier.models.importance;

import io.espalier.models.importance.Evidence.Kind;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.reconstruction.GramStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The criteria that can be named in a config. Joined over positions and layers as {@link CoupledImportance#of} does; one that has nothing to
 * say about a group leaves it to the one it is said to fall back on, and in the end to {@link #L1}.
 */
public enum CriterionName {
    L1(Kind.NOTHING) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new L1Norm());
        }
    },
    L2(Kind.NOTHING) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new L2Norm());
        }
    },
    GEOMETRIC_MEDIAN(Kind.NOTHING) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new GeometricMedian());
        }
    },
    /** For groups with batch norm. */
    BATCH_NORM_SCALE(Kind.NOTHING) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(CoupledImportance.of(new BatchNormScale()));
        }
    },
    GRADIENT(Kind.GRADIENTS) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new GradientMagnitude(gradients(evidence)));
        }
    },
    TAYLOR(Kind.GRADIENTS) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new TaylorExpansion(gradients(evidence)));
        }
    },
    /** For groups with batch norm; else {@link #TAYLOR}. */
    TAYLOR_GATE(Kind.GRADIENTS) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new TaylorGate(gradients(evidence))).orElse(TAYLOR.make(evidence));
        }
    },
    FISHER(Kind.GRADIENTS) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new DiagonalFisher(gradients(evidence)));
        }
    },
    ACTIVATION_MEAN(Kind.ACTIVATIONS) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(CoupledImportance.of(new ActivationMean(activations(evidence))));
        }
    },
    APOZ(Kind.ACTIVATIONS) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(CoupledImportance.of(new NonZeroShare(activations(evidence))));
        }
    },
    STRENGTH(Kind.ACTIVATIONS) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(CoupledImportance.of(new Strength(activations(evidence))));
        }
    },
    /** Gates where a group has them, else spatial attention; for groups that are read as vectors only {@link #ACTIVATION_MEAN}. */
    ATTENTION(Kind.ACTIVATIONS) {
        @Override
        Importance make(Evidence evidence) {
            return CoupledImportance.of(new GateAttention(activations(evidence)))
                    .orElse(CoupledImportance.of(new SpatialAttention(activations(evidence)))
                            .orElse(ACTIVATION_MEAN.make(evidence)));
        }
    },
    THINET(Kind.MOMENTS) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(new GreedyContribution(moments(evidence)));
        }
    },
    LASSO(Kind.MOMENTS) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(new LassoPath(moments(evidence)));
        }
    },
    LEAST_SQUARES(Kind.MOMENTS) {
        @Override
        Importance make(Evidence evidence) {
            return orL1(new LeastSquares(moments(evidence)));
        }
    },
    RANDOM(Kind.KEY) {
        @Override
        Importance make(Evidence evidence) {
            return new RandomImportance(required(evidence.key(), Kind.KEY));
        }
    };

    private final Kind need;

    CriterionName(Kind need) {
        this.need = need;
    }

    abstract Importance make(Evidence evidence);

    /** The name in configs. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What must have been measured. */
    public Kind need() {
        return need;
    }

    /**
     * The criterion for the network that the evidence is about.
     *
     * @throws IllegalArgumentException if the evidence lacks what is {@link #need needed}
     */
    public Importance importance(Evidence evidence) {
        if (!evidence.has(need)) {
            throw new IllegalArgumentException("evidence must hold %s for the criterion '%s'".formatted(need, id()));
        }
        return make(evidence);
    }

    /**
     * The criterion of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static CriterionName named(String id) {
        return Arrays.stream(values())
                .filter(name -> name.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("importance must be one of %s: '%s'".formatted(ids(), id)));
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(CriterionName::id).toList();
    }

    private static Importance orL1(PartialImportance importance) {
        return importance.orElse(CoupledImportance.of(new L1Norm()));
    }

    private static GradientStatistics gradients(Evidence evidence) {
        return required(evidence.gradients(), Kind.GRADIENTS);
    }

    private static ActivationStatistics activations(Evidence evidence) {
        return required(evidence.activations(), Kind.ACTIVATIONS);
    }

    private static GramStatistics moments(Evidence evidence) {
        return required(evidence.moments(), Kind.MOMENTS);
    }

    private static <T> T required(Optional<T> value, Kind kind) {
        return value.orElseThrow(() -> new IllegalArgumentException("evidence must hold " + kind));
    }
}
