package io.espalier.models.policy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.CoupledImportance;
import io.espalier.models.importance.L1Norm;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.surgery.Surgeon;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The production pruner: cuts what a policy says out of a network. Weights that stay keep their bits; nothing is reconstructed or trained,
 * for which data would be needed. Immutable, so one serves any number of threads.
 *
 * <pre>{@code
 * PolicyPruner pruner = PolicyPruner.read(policyJson);
 * pruner.prune(onnxIn, onnxOut);
 * }</pre>
 */
public final class PolicyPruner {

    private static final int SHOWN_DIGITS = 12;

    private final Policy policy;
    private final Match match;

    private PolicyPruner(Policy policy, Match match) {
        this.policy = policy;
        this.match = match;
    }

    /** A pruner for the network that the policy was learned for. */
    public static PolicyPruner of(Policy policy) {
        return new PolicyPruner(policy, Match.EXACT);
    }

    /**
     * The same for the policy in a stream, which is read to its end and stays open.
     *
     * @throws IllegalArgumentException naming the key if it is not a policy of this form
     * @throws UncheckedIOException if it cannot be read
     */
    public static PolicyPruner read(InputStream policy) {
        return of(PolicyFile.read(policy, "policy"));
    }

    /** The same pruner for other networks too. Where units are chosen anew, those with the largest weights stay (L1, joined over layers). */
    public PolicyPruner matching(Match newMatch) {
        return new PolicyPruner(policy, newMatch);
    }

    public Policy policy() {
        return policy;
    }

    /**
     * The network without what the policy takes away; the one that is given stays as it is.
     *
     * @throws IllegalArgumentException if the policy is for another network, or under {@link Match#STRUCTURE} for one with other groups
     * @throws IllegalStateException if what comes out is not the network that the policy promises
     */
    public NetworkGraph prune(NetworkGraph graph) {
        String digest = GraphDigest.of(graph);
        List<ChannelGroup> groups = Coupling.groups(graph);
        NetworkGraph cut = Surgeon.prune(graph, groups, plan(graph, digest, groups));
        if (isOwn(digest)) {
            requirePromised(GraphDigest.of(cut));
        }
        return cut;
    }

    /**
     * The plan for a network: the policy's own, or as many units of each group that rank highest there.
     *
     * @param groups of this network, as {@code Coupling} finds them
     * @throws IllegalArgumentException if the policy is for another network, or under {@link Match#STRUCTURE} for one with other groups
     */
    public PruningPlan plan(NetworkGraph graph, List<ChannelGroup> groups) {
        return plan(graph, GraphDigest.of(graph), groups);
    }

    private PruningPlan plan(NetworkGraph graph, String digest, List<ChannelGroup> groups) {
        if (isOwn(digest)) {
            policy.plan().requireFits(groups);
            return policy.plan();
        }
        if (match == Match.EXACT) {
            throw new IllegalArgumentException(
                    "policy must be applied to the network it was learned for (digest %s...): digest %s..."
                            .formatted(start(policy.network()), start(digest)));
        }
        requireSameGroups(graph, groups);
        Map<String, Integer> counts = new LinkedHashMap<>();
        policy.plan().kept().forEach((name, kept) -> counts.put(name, kept.size()));
        return byMagnitude(graph, groups).keep(counts);
    }

    /**
     * Reads an ONNX model to its end, prunes it and writes the smaller one; both streams stay open. The whole model is in memory meanwhile.
     *
     * @throws IllegalArgumentException as above; nothing is written then
     * @throws io.espalier.models.graph.UnsupportedNetworkException if the model holds what we do not have; nothing is written then
     * @throws IllegalStateException as above; nothing is written then
     * @throws UncheckedIOException if a stream fails or it is no ONNX model
     */
    public void prune(InputStream onnx, OutputStream pruned) {
        try {
            pruned.write(prune(onnx.readAllBytes()));
            pruned.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prune: " + e.getMessage(), e);
        }
    }

    /** The same from bytes to bytes. */
    public byte[] prune(byte[] onnx) {
        return OnnxCodec.toFileBytes(prune(OnnxCodec.fromBytes(onnx, "network")));
    }

    private boolean isOwn(String digest) {
        return digest.equals(policy.network());
    }

    private void requirePromised(String cut) {
        if (!cut.equals(policy.result().cut())) {
            throw new IllegalStateException("pruned network must have the digest %s... that the policy promises: %s..."
                    .formatted(start(policy.result().cut()), start(cut)));
        }
    }

    private void requireSameGroups(NetworkGraph graph, List<ChannelGroup> groups) {
        List<Policy.Group> here = Policy.groups(graph, groups, PruningPlan.NOTHING);
        List<Policy.Group> there = policy.groups();
        for (int place = 0; place < Math.max(here.size(), there.size()); place++) {
            Optional<Policy.Group> expected = place < there.size() ? Optional.of(there.get(place)) : Optional.empty();
            Optional<Policy.Group> found = place < here.size() ? Optional.of(here.get(place)) : Optional.empty();
            if (!(expected.isPresent() && found.isPresent() && expected.get().isLike(found.get()))) {
                throw new IllegalArgumentException("network must have the policy's groups; group %d must be %s: %s"
                        .formatted(place + 1, shape(expected), shape(found)));
            }
        }
    }

    private static String shape(Optional<Policy.Group> group) {
        return group.map(known -> "'%s' of width %d in %s"
                        .formatted(
                                known.name(),
                                known.width(),
                                known.members().stream()
                                        .map(member -> "%s %s (%d)"
                                                .formatted(member.node(), member.axis(), member.positions()))
                                        .toList()))
                .orElse("none");
    }

    private static UnitRanking byMagnitude(NetworkGraph graph, List<ChannelGroup> groups) {
        return UnitRanking.of(graph, groups, CoupledImportance.of(new L1Norm()));
    }

    private static String start(String digest) {
        return digest.substring(0, SHOWN_DIGITS);
    }
}
