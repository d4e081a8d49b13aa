package io.espalier.env.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyMeterTest {

    private long now;

    @Test
    void reportsTheRatioOfTheTimes() {
        LatencyRatio ratio = new LatencyMeter(() -> now).compare(() -> now += 200, () -> now += 100, 3, 20);
        assertThat(ratio).isEqualTo(new LatencyRatio(0.5, 0.5, 0.5, 20));
    }

    @Test
    void cancelsADriftThatSlowsBothNetworks() {
        LatencyRatio ratio = new LatencyMeter(() -> now)
                .compare(() -> now += 1000 + now / 1000, () -> now += 500 + now / 2000, 0, 100);
        assertThat(ratio.median()).isBetween(0.499, 0.501);
    }

    @Test
    void alternatesWhoGoesFirst() {
        List<String> order = new ArrayList<>();
        new LatencyMeter(() -> now).compare(() -> order.add("reference"), () -> order.add("candidate"), 0, 6);
        assertThat(order.subList(0, 4)).containsExactly("reference", "candidate", "candidate", "reference");
    }

    @Test
    void warmUpIsNotTimed() {
        List<Long> costs = new ArrayList<>(List.of(9_000L, 9_000L));
        LatencyRatio ratio = new LatencyMeter(() -> now)
                .compare(() -> now += 100, () -> now += costs.isEmpty() ? 100 : costs.remove(0), 2, 6);
        assertThat(ratio.upper()).isEqualTo(1.0);
    }

    @Test
    void intervalIsTheBinomialOneForTenAndAHundredPairs() {
        // Binomial(n, 1/2): n = 10 gives the 2nd and 9th value, n = 100 the 40th and 61st.
        assertThat(MedianInterval.of(values(10))).isEqualTo(new LatencyRatio(5.5, 2, 9, 10));
        assertThat(MedianInterval.of(values(100))).isEqualTo(new LatencyRatio(50.5, 40, 61, 100));
    }

    @Test
    void refusesASampleThatHasNoInterval() {
        assertThatThrownBy(() -> MedianInterval.of(values(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pairs must be at least 6: 5");
    }

    private static List<Double> values(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList();
    }
}
