package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.actor.ActorFile;
import io.espalier.models.actor.PlanningPruner;
import io.espalier.models.cost.CostModel;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyPruner;
import io.espalier.models.random.RandomKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        JsonMapper mapper = new JsonMapper();
        JsonNode root = mapper.readTree(TEXT);
        int slash = place.lastIndexOf('/');
        JsonNode parent = root.at(place.substring(0, slash));
        JsonNode replacement = mapper.readTree(value.replace('\'', '"'));
        String name = place.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), replacement);
        } else {
            ((ObjectNode) parent).set(name, replacement);
        }
        assertThatThrownBy(() -> read(mapper.writeValueAsBytes(root)))
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
            refused += planned(mutated(random), number) ? 0 : 1;
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

    /** The text cut off or with another byte, or a value of the tree replaced by one of another kind or taken out. */
    private static byte[] mutated(RandomGenerator random) throws JsonProcessingException {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        int place = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> {
                bytes[place] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 1 -> Arrays.copyOf(bytes, place);
            default -> mutatedTree(random);
        };
    }

    private static byte[] mutatedTree(RandomGenerator random) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        JsonNode root = mapper.readTree(TEXT);
        List<JsonNode> parents = new ArrayList<>();
        collect(root, parents);
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        int place = random.nextInt(parent.size());
        if (parent instanceof ArrayNode array) {
            if (random.nextInt(4) == 0) {
                array.remove(place);
            } else {
                array.set(place, anything(random));
            }
        } else {
            List<String> names = new ArrayList<>();
            parent.fieldNames().forEachRemaining(names::add);
            if (random.nextInt(4) == 0) {
                ((ObjectNode) parent).remove(names.get(place));
            } else {
                ((ObjectNode) parent).set(names.get(place), anything(random));
            }
        }
        return mapper.writeValueAsBytes(root);
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (!node.isEmpty()) {
            parents.add(node);
        }
        node.forEach(child -> collect(child, parents));
    }

    private static JsonNode anything(RandomGenerator random) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> make.nullNode();
            case 1 -> make.numberNode(-1);
            case 2 -> make.numberNode(random.nextInt(100));
            case 3 -> make.numberNode(0.5);
            case 4 -> make.numberNode(Long.MAX_VALUE);
            case 5 -> make.textNode("../../" + random.nextInt());
            case 6 -> make.booleanNode(true);
            case 7 -> make.arrayNode().add(0);
            default -> make.objectNode().put("x", 1);
        };
    }

    private static ActorDescription read(byte[] text) {
        return ActorFile.read(new ByteArrayInputStream(text), "actor description");
    }
}
