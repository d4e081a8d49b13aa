package io.espalier.models.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.random.RandomKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

    private static final NetworkGraph NETWORK = RandomNetworks.residual(3);
    private static final Policy POLICY = SamplePolicies.of(NETWORK, 1);
    private static final String TEXT = PolicyFile.json(POLICY);

    @Test
    void whatIsWrittenIsRead() {
        assertThat(read(TEXT)).isEqualTo(POLICY);
        assertThat(PolicyFile.json(read(TEXT))).isEqualTo(TEXT);
    }

    @Test
    void aPolicyWithoutLatencyIsReadToo() {
        Policy without = new Policy(
                POLICY.format(),
                POLICY.network(),
                POLICY.groups(),
                POLICY.budgets(),
                new Policy.Expected(Optional.of(0.8), 0.5, 0.5, Optional.empty()),
                POLICY.result(),
                POLICY.recipe(),
                POLICY.provenance());
        assertThat(read(PolicyFile.json(without))).isEqualTo(without);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            /format              | 1              | format must be 2: 1
            /format              | "'2'"          | format: must be a whole number
            /network             | "'abc'"        | network must be 64 hexadecimal digits: 'abc'
            /network             | 7              | network: must be a text
            /groups/0/kept       | []             | kept must hold at least one unit in group
            /groups/0/kept       | [1, 1]         | kept must ascend
            /groups/0/kept       | [0, 1000]      | kept must ascend and stay below
            /groups/0/kept       | [0.5]          | groups.[0].kept.[0]: must be a whole number
            /groups/0/width      | 0              | width must be positive
            /groups/0/members    | []             | members must not be empty
            /groups/0            | null           | groups.[0]: must be there and not null
            /groups              | {}             | groups: must be a list
            /budgets/macs        | 1.5            | budgets.macs must be in (0, 1): 1.5
            /expected/accuracy   | 2              | accuracy must be in [0, 1]: 2.0
            /expected/latency/ratio | 0           | ratio must be positive
            /result/cut          | null           | result.cut: must be there and not null
            /provenance/episode  | -2             | episode must be at least -1: -2
            /recipe              | 3              | recipe: must be an object
            """)
    void whatIsWrongIsNamed(String place, String value, String message) throws JsonProcessingException {
        byte[] broken = MutatedJson.with(TEXT, place, value);
        assertThatThrownBy(() -> PolicyFile.read(new ByteArrayInputStream(broken), "policy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy must be a policy: ")
                .hasMessageContaining(message);
    }

    @Test
    void aKeyThatIsUnknownMissingOrRepeatedIsNamed() {
        assertThatThrownBy(() -> read(TEXT.replace("\"budgets\"", "\"bugdets\"")))
                .hasMessage("policy must be a policy: budgets: must be there and not null");
        assertThatThrownBy(() -> read(TEXT.replaceFirst("\"episode\"", "\"round\" : 3, \"episode\"")))
                .hasMessageContaining("provenance.round: unknown key, known are [");
        assertThatThrownBy(() -> read(TEXT.replaceFirst("\"episode\" : 17,", "")))
                .hasMessageContaining("episode");
        assertThatThrownBy(() -> read(TEXT.replaceFirst("\"format\" : 2,", "\"format\" : 2, \"format\" : 2,")))
                .hasMessageContaining("Duplicate field 'format'");
        assertThatThrownBy(() -> read(TEXT + "{}"))
                .hasMessage("policy must be a policy: nothing may follow the object");
        assertThatThrownBy(() -> read("null")).hasMessage("policy must be a policy: null");
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("policy must be a policy: ");
    }

    @Test
    void whatHasNoEndIsRefused() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }

            @Override
            public int read(byte[] bytes, int from, int count) {
                Arrays.fill(bytes, from, from + count, (byte) ' ');
                return count;
            }
        };
        assertThatThrownBy(() -> PolicyFile.read(endless, "policy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy must be a policy: longer than ");
    }

    @Test
    void theFileIsNamedThatCannotBeRead() {
        assertThatThrownBy(() -> PolicyFile.read(Path.of("nowhere", "policy.json")))
                .hasMessageContaining(Path.of("nowhere", "policy.json").toString());
    }

    /** A mutation may be harmless, such as another letter in the recipe; then it is read, and the pruner has the last word. */
    @Test
    void oneThousandMutatedFilesAreReadOrRefusedWithAReason() throws JsonProcessingException {
        int refused = 0;
        for (int number = 1; number <= 1000; number++) {
            RandomGenerator random = RandomKey.of(number, "test.mutation").generator();
            byte[] mutated = MutatedJson.any(TEXT, random);
            Optional<Policy> policy = readOrRefused(mutated, number);
            boolean pruned = policy.isPresent() && prunedOrRefused(policy.get(), number);
            refused += pruned ? 0 : 1;
        }
        assertThat(refused).isBetween(700, 1000);
    }

    private static Optional<Policy> readOrRefused(byte[] bytes, int number) {
        try {
            return Optional.of(PolicyFile.read(new ByteArrayInputStream(bytes), "policy"));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage())
                    .as("mutation %d", number)
                    .startsWith("policy must be a policy: ")
                    .hasSizeGreaterThan(30);
            return Optional.empty();
        }
    }

    private static boolean prunedOrRefused(Policy policy, int number) {
        try {
            PolicyPruner.of(policy).prune(NETWORK);
            return true;
        } catch (IllegalArgumentException | IllegalStateException e) {
            assertThat(e.getMessage()).as("mutation %d", number).containsAnyOf("policy", "plan", "network");
            return false;
        }
    }

    private static Policy read(String text) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return PolicyFile.read(in, "policy");
    }
}
