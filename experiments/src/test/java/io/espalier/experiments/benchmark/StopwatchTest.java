package io.espalier.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.benchmark.Stopwatch.Lap;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    @Test
    void lapsAreDifferencesInMillisecondsAndTheirSumComesLast() {
        PrimitiveIterator.OfLong wall =
                LongStream.of(1_000_000, 3_000_000, 8_000_000).iterator();
        PrimitiveIterator.OfLong processor =
                LongStream.of(0, 500_000, 1_000_000).iterator();
        Stopwatch watch = new Stopwatch(wall::nextLong, processor::nextLong);
        watch.lap("one");
        watch.lap("two");
        assertThat(watch.laps())
                .isEqualTo(List.of(new Lap("one", 2, 0.5), new Lap("two", 5, 0.5), new Lap("together", 7, 1)));
    }
}
