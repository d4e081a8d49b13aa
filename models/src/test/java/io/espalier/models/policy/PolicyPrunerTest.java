package io.espalier.models.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.ChangedWeights;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.surgery.Surgeon;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyPrunerTest {

    private static final NetworkGraph NETWORK = RandomNetworks.residual(5);
    private static final Policy POLICY = SamplePolicies.of(NETWORK, 2);

    @Test
    void whatStaysKeepsItsBits() {
        NetworkGraph pruned = PolicyPruner.of(POLICY).prune(NETWORK);

        assertThat(GraphDigest.of(pruned))
                .isEqualTo(GraphDigest.of(Surgeon.prune(NETWORK, Coupling.groups(NETWORK), POLICY.plan())))
                .isEqualTo(POLICY.result().cut())
                .isNotEqualTo(POLICY.network());
    }

    @Test
    void streamsGiveTheSameAndStayOpen() {
        PolicyPruner pruner = PolicyPruner.read(
                new ByteArrayInputStream(PolicyFile.json(POLICY).getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pruner.prune(new ByteArrayInputStream(OnnxCodec.toBytes(NETWORK)), out);

        assertThat(GraphDigest.of(OnnxCodec.fromBytes(out.toByteArray(), "pruned")))
                .isEqualTo(POLICY.result().cut());
    }

    @Test
    void oneServesManyThreads() {
        PolicyPruner pruner = PolicyPruner.of(POLICY);
        byte[] whole = OnnxCodec.toBytes(NETWORK);

        List<byte[]> pruned = IntStream.range(0, 32)
                .parallel()
                .mapToObj(thread -> pruner.prune(whole))
                .toList();
        assertThat(pruned).allSatisfy(bytes -> assertThat(bytes).isEqualTo(pruned.get(0)));
    }

    @Test
    void anotherNetworkIsRefusedAndNothingIsWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] other = OnnxCodec.toBytes(ChangedWeights.scaled(NETWORK, 2));

        assertThatThrownBy(() -> PolicyPruner.of(POLICY).prune(new ByteArrayInputStream(other), out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be applied to the network it was learned for")
                .hasMessageContaining(POLICY.network().substring(0, 12));
        assertThat(out.size()).isZero();
    }

    @Test
    void otherWeightsKeepAsManyUnitsButTheirOwn() {
        NetworkGraph other = reversed();
        List<ChannelGroup> groups = Coupling.groups(other);
        PolicyPruner pruner = PolicyPruner.of(POLICY).matching(Match.STRUCTURE);

        PruningPlan plan = pruner.plan(other, groups);
        assertThat(plan.countsOf(groups)).isEqualTo(POLICY.plan().countsOf(groups));
        assertThat(GraphDigest.of(pruner.prune(other))).isEqualTo(GraphDigest.of(Surgeon.prune(other, groups, plan)));
        assertThat(pruner.plan(NETWORK, Coupling.groups(NETWORK)))
                .as("its own network gets its own units")
                .isEqualTo(POLICY.plan());
    }

    @Test
    void otherGroupsAreRefusedByName() {
        NetworkGraph other = RandomNetworks.residual(6);

        assertThatThrownBy(
                        () -> PolicyPruner.of(POLICY).matching(Match.STRUCTURE).prune(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "network must have the policy's groups; group 2 must be 'block0.conv1' of width 4 in");
    }

    @Test
    void aPromiseThatDoesNotHoldIsTold() {
        String wrong = "0".repeat(64);
        Policy promising = new Policy(
                POLICY.format(),
                POLICY.network(),
                POLICY.groups(),
                POLICY.budgets(),
                POLICY.expected(),
                Policy.Result.recovered(wrong, wrong, wrong),
                POLICY.recipe(),
                POLICY.provenance());

        assertThatThrownBy(() -> PolicyPruner.of(promising).prune(NETWORK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("pruned network must have the digest 000000000000... that the policy promises");
    }

    /** Other weights: every parameter's values in the reverse order. */
    private static NetworkGraph reversed() {
        return ChangedWeights.of(NETWORK, values -> {
            for (int i = 0; i < values.length / 2; i++) {
                float value = values[i];
                values[i] = values[values.length - 1 - i];
                values[values.length - 1 - i] = value;
            }
        });
    }
}
