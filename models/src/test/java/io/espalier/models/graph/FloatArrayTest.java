package io.espalier.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FloatArrayTest {

    @Test
    void isTheSameInNd4j() {
        FloatArray array = FloatArray.of(new float[] {1, 2, 3, 4, 5, 6}, List.of(2, 3));
        assertThat(array.array()).isEqualTo(Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}}));
        assertThat(array.array()).isSameAs(array.array());
        assertThat(FloatArray.of(new float[] {7}, List.of()).array().shape()).isEmpty();
    }

    @Test
    void copiesViewsAndOtherTypesInCOrder() {
        INDArray whole = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}});
        FloatArray copy = FloatArray.copyOf(
                whole.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3)).transpose());
        assertThat(copy.values()).containsExactly(2, 5, 3, 6);
        assertThat(copy.shape()).containsExactly(2, 2);
        whole.assign(0);
        assertThat(copy.values()).containsExactly(2, 5, 3, 6);
    }

    @Test
    void copiesFloatsWhateverTheirOrderAndWithoutSharingThem() {
        INDArray rows = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
        INDArray part = rows.get(NDArrayIndex.interval(1, 2), NDArrayIndex.all());
        FloatArray copy = FloatArray.copyOf(rows);
        assertThat(FloatArray.copyOf(rows.dup('f')).values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(FloatArray.copyOf(rows.transpose()).values()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(FloatArray.copyOf(part).values()).containsExactly(4, 5, 6);
        rows.assign(0);
        assertThat(copy.values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void outlivesTheWorkspaceInWhichItWasFirstAskedFor() {
        FloatArray array = FloatArray.of(new float[] {1, 2}, List.of(2));
        WorkspaceConfiguration any =
                WorkspaceConfiguration.builder().initialSize(1024).build();
        try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace(any, "test")) {
            assertThat(open.isScopeActive()).isTrue();
            assertThat(array.array().isAttached()).isFalse();
        }
        assertThat(array.array().sumNumber().doubleValue()).isEqualTo(3);
    }

    @Test
    void valuesMustBeAsManyAsTheShapeSays() {
        assertThatThrownBy(() -> FloatArray.of(new float[5], List.of(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values must be those of the shape [2, 3]: 5");
    }

    @Test
    void parametersShareWhatIsNotReplaced() {
        FloatArray kept = FloatArray.of(new float[] {1}, List.of(1));
        Parameters parameters = Parameters.of(Map.of("kept", kept, "replaced", kept));
        Parameters changed = parameters.with(Map.of("replaced", Nd4j.createFromArray(2f)));
        assertThat(changed.values("kept")).isSameAs(kept);
        assertThat(changed.get("replaced")).isEqualTo(Nd4j.createFromArray(2f));
        assertThat(parameters.values("replaced")).isSameAs(kept);
    }
}
