package io.espalier.models.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LegalCountsTest {

    @Test
    void nearestIsTheLargerOfTwoAsNear() {
        LegalCounts counts = new LegalCounts(List.of(3, 4, 8, 16, 17));
        assertThat(counts.nearest(6)).isEqualTo(8);
        assertThat(counts.nearest(3.5)).isEqualTo(4);
        assertThat(counts.nearest(5.99)).isEqualTo(4);
    }

    @Test
    void noOtherCountIsNearer() {
        LegalCounts counts = new LegalCounts(List.of(3, 4, 8, 16, 17));
        for (double wanted = 0; wanted <= 20; wanted += 0.125) {
            int nearest = counts.nearest(wanted);
            for (int count : counts.counts()) {
                assertThat(Math.abs(nearest - wanted)).isLessThanOrEqualTo(Math.abs(count - wanted));
            }
        }
        assertThat(new LegalCounts(List.of(5)).nearest(9)).isEqualTo(5);
    }
}
