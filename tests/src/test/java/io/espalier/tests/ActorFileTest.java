package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.actor.ActorFile;
import io.espalier.models.actor.PlanningPruner;
import io.espalier.models.cost.CostModel;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.policy.MutatedJson;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyPruner;
import io.espalier.models.random.RandomKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorFileTest {

    private static final int MUTATIONS = 1000;
    private static final TaughtActor ACTOR = whole();
    private static final NetworkGraph NETWORK = ACTOR.network();
    private static final String TEXT = ActorFile.json(ACTOR.description());

    /** One whose description has every key that there is. */
    private static TaughtActor whole() {
        return LongStream.rangeClosed(1, 50)
                .mapToObj(seed -> TaughtActor.of(seed, RandomNetworks.residual(seed)))
                .filter(actor -> actor.description().groups().get(0).drops().isPresent())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(read(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(ACTOR.description());
        assertThat(TEXT).contains("\"drops\"", "\"formula\"", "\"values\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            /format              | 2              | format must be 1: 2
            /format              | "'1'"          | format: must be a whole number
            /network             | "'abc'"        | network must be 64 hexadecimal digits: 'abc'
            /model/digest        | "'abc'"        | model.digest must be 64 hexadecimal digits: 'abc'
            /model/input/shape   | [1, 2]         | model.input.shape must be [1,
            /model/output/shape  | [1, 2]         | model.output.shape must be [1, 1]: [1, 2]
            /features            | []             | features must not be empty
            /features/0/values   | [0.5]          | values must be one for each of
            /features/0/values   | null           | must have either values or a formula
            /features/0/values/0 | 1.5            | values must be in [0, 1] of feature 'position': 1.5
            /features/0/formula  | "'sparsity'"   | feature 'position' must have either values or a formula
            /features/1/name     | "'position'"   | features must have names of their own: 'position'
            /groups              | {}             | groups: must be a list
            /groups/0            | null           | groups.[0]: must be there and not null
            /groups/0/width      | 1              | must be at least one and at most 1 in group
            /groups/0/counts     | []             | counts must
            /groups/0/counts     | [2, 2]         | counts must rise
            /groups/0/counts     | [0.5]          | groups.[0].counts.[0]: must be a whole number
            /groups/0/counts/0   | 100000         | counts must
            /groups/0/ranking/0  | -1             | ranking must hold each of
            /groups/0/ranking    | [0]            | ranking must have
            /groups/0/drops      | [0.5]          | drops must be one number for each of
            /groups/0/drops      | null           | groups must all have drops or none of them
            /rules/max_ratio     | 1              | max_ratio must be in (0, 1): 1.0
            /rules/channel_multiple | 0           | channel_multiple must be at least 1: 0
            /rules/file_bytes    | 0              | file_bytes must be at least 1: 0
            /rules/scaled        | 1              | rules.scaled: must be true or false
            /rules/budgets/macs  | 0              | budgets.macs must be in (0, 1]: 0.0
            /rules/taught/to     | 0.1            | to must be at least from 0.3: 0.1
            /recipe              | 3              | recipe: must be an object
            /provenance/agent    | 3              | provenance.agent: must be a text
            """)
    void whatIsWrongIsNamed(String place, String value, String message) throws JsonProcessingException {
        byte[] broken = MutatedJson.with(TEXT, place, value);
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("actor description must be an actor description: ")
                .hasMessageContaining(message);
    }

    @Test
    void anUnknownFormulaIsNamed() {
        assertThatThrownBy(() -> read(TEXT.replace("\"formula\" : \"sparsity\"", "\"formula\" : \"sparsty\"")
                        .getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("formula must be one of [macs_budget, ")
                .hasMessageEndingWith("of feature 'sparsity': 'sparsty'");
    }

    @Test
    void anActorThatWasTaughtToMeetATimeIsRefused() {
        ActorDescription timed = read(
                TEXT.replaceFirst("\"macs\" :", "\"latency\" : 0.7, \"macs\" :").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> PlanningPruner.of(timed, ACTOR.model()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "actor must not have been taught to meet a budget of latency, which only a target can tell: 0.7");
    }

    /** A mutation may be harmless, such as another fact of a group; then a plan is made, and it is within the budget. */
    @Test
    void oneThousandMutatedFilesPlanWithinTheBudgetOrAreRefusedWithAReason() throws JsonProcessingException {
        int refused = 0;
        for (int number = 1; number <= MUTATIONS; number++) {
            RandomGenerator random = RandomKey.of(number, "test.mutation").generator();
            refused += planned(MutatedJson.any(TEXT, random), number) ? 0 : 1;
        }
        assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS);
    }

    private static boolean planned(byte[] bytes, int number) {
        try (PlanningPruner pruner = PlanningPruner.of(read(bytes), ACTOR.model())) {
            Policy policy = pruner.plan(NETWORK, Map.of("macs", 0.5));
            NetworkGraph pruned = PolicyPruner.of(policy).prune(NETWORK);
            assertThat((double) CostModel.costOf(pruned).macs())
                    .as("mutation %d", number)
                    .isLessThanOrEqualTo(0.5 * CostModel.costOf(NETWORK).macs());
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage())
                    .as("mutation %d", number)
                    .containsAnyOf("actor", "model", "budget")
                    .hasSizeGreaterThan(30);
            return false;
        }
    }

    private static ActorDescription read(byte[] text) {
        return ActorFile.read(new ByteArrayInputStream(text), "actor description");
    }
}
