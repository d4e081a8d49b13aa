package io.espalier.models.importance;

import io.espalier.models.graph.NetworkGraph;
import org.junit.jupiter.api.Nested;

/** One line a criterion. */
class WeightCriteriaContractTest {

    @Nested
    class OfL1 implements ImportanceContract {
        @Override
        public Importance importance(NetworkGraph graph) {
            return CoupledImportance.of(new L1Norm());
        }
    }

    @Nested
    class OfL2 implements ImportanceContract {
        @Override
        public Importance importance(NetworkGraph graph) {
            return CoupledImportance.of(new L2Norm());
        }
    }

    @Nested
    class OfGeometricMedian implements ImportanceContract {
        @Override
        public Importance importance(NetworkGraph graph) {
            return CoupledImportance.of(new GeometricMedian());
        }
    }

    @Nested
    class OfBatchNormScale implements ImportanceContract {
        @Override
        public Importance importance(NetworkGraph graph) {
            return CoupledImportance.of(new BatchNormScale()).orElse(CoupledImportance.of(new L1Norm()));
        }
    }
}
