package io.espalier.env.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoresTest {

    /** Four cores, 0 with 1 and 2 with 3. */
    private static final Cores PAIRS = new Cores(
            Map.of(0, 0, 1, 0, 2, 0, 3, 0),
            Map.of(0, List.of(0, 1), 1, List.of(0, 1), 2, List.of(2, 3), 3, List.of(2, 3)),
            false);

    private static final CoreLoad BEFORE = new CoreLoad(Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L));

    @Test
    void takesTheIdlestCoreAndTheLastAmongEquals() {
        assertThat(PAIRS.leastBusy(1, new CoreLoad(Map.of(0, 9L, 1, 1L, 2, 5L, 3, 8L)), BEFORE))
                .containsExactly(1);
        assertThat(PAIRS.leastBusy(1, BEFORE, BEFORE)).containsExactly(3);
    }

    @Test
    void takesSiblingsLast() {
        CoreLoad now = new CoreLoad(Map.of(0, 0L, 1, 1L, 2, 5L, 3, 8L));
        assertThat(PAIRS.leastBusy(2, now, BEFORE)).containsExactly(0, 2);
        assertThat(PAIRS.leastBusy(3, now, BEFORE)).containsExactly(0, 1, 2);
    }

    @Test
    void takesAFastCoreEvenIfItIsBusier() {
        Cores mixed = new Cores(Map.of(0, 400, 1, 1024), Map.of(0, List.of(0), 1, List.of(1)), false);
        assertThat(mixed.leastBusy(1, new CoreLoad(Map.of(0, 0L, 1, 9L)), BEFORE))
                .containsExactly(1);
    }

    @Test
    void guardsSiblingsAndWhereTheyAreHiddenAll() {
        assertThat(PAIRS.sharing(Set.of(1))).containsExactly(0);
        assertThat(PAIRS.sharing(Set.of(0, 2))).containsExactly(1, 3);
        Cores plain = new Cores(Map.of(0, 0, 1, 0, 2, 0), Map.of(0, List.of(0), 1, List.of(1), 2, List.of(2)), false);
        assertThat(plain.sharing(Set.of(1))).isEmpty();
        assertThat(new Cores(plain.capacities(), plain.siblings(), true).sharing(Set.of(1)))
                .containsExactly(0, 2);
    }
}
