package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.random.RandomKey;
import org.junit.jupiter.api.Test;

class RandomImportanceTest implements ImportanceContract {

    @Override
    public Importance importance(NetworkGraph graph) {
        return new RandomImportance(RandomKey.of(3, "test.importance"));
    }

    @Override
    public boolean followsChannels() {
        return false;
    }

    @Test
    void anotherSeedGivesOtherScores() {
        Importance other = new RandomImportance(RandomKey.of(4, "test.importance"));
        assertThat(other.scores(HandNetwork.graph(), HandNetwork.group()))
                .doesNotContain(importance(HandNetwork.graph()).scores(HandNetwork.graph(), HandNetwork.group()));
    }
}
