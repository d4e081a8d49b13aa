package io.espalier.experiments.policy;

import io.espalier.env.walk.PruningTask;
import io.espalier.models.action.ActionSettings;
import io.espalier.models.action.Bound;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.actor.ActorFile;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.ModelSignature;
import io.espalier.models.walk.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Describes the actor that a run leaves, so that it can be asked without this program. */
public final class ActorAssembly {

    private ActorAssembly() {}

    /**
     * How an actor was taught.
     *
     * @param scaled whether its answers are scaled to meet the budgets
     * @param budgets of MACs that it was taught with
     * @param recipe of the run, as a policy carries it
     */
    public record Teaching(
            boolean scaled,
            ActorDescription.Range budgets,
            Map<String, Object> recipe,
            ActorDescription.Provenance provenance) {}

    /**
     * The description of an actor.
     *
     * @param network unpruned
     * @param task of that network that it was taught on
     * @param actor {@code actor.onnx}
     */
    public static ActorDescription of(NetworkGraph network, PruningTask task, byte[] actor, Teaching teaching) {
        return new ActorDescription(
                ActorDescription.FORMAT,
                GraphDigest.of(network),
                model(actor),
                features(task),
                groups(task),
                rules(network, task, teaching),
                teaching.recipe(),
                teaching.provenance());
    }

    private static ActorDescription.Model model(byte[] actor) {
        ModelSignature signature = ModelSignature.of(actor);
        return new ActorDescription.Model(
                ActorFile.digest(actor),
                tensor(signature.inputs().get(0)),
                tensor(signature.outputs().get(0)));
    }

    /** For one observation, whatever the model says of batches. */
    private static ActorDescription.Tensor tensor(ModelSignature.Tensor tensor) {
        return new ActorDescription.Tensor(
                tensor.name(), List.of(1, Math.toIntExact(tensor.shape().get(1))));
    }

    private static List<ActorDescription.Input> features(PruningTask task) {
        List<ActorDescription.Input> inputs = new ArrayList<>();
        for (Feature feature : task.encoder().observations().features()) {
            inputs.add(
                    feature instanceof Feature.OfGroup fact
                            ? new ActorDescription.Input(fact.name(), Optional.of(clipped(fact)), Optional.empty())
                            : new ActorDescription.Input(
                                    feature.name(), Optional.empty(), Optional.of(feature.name())));
        }
        return inputs;
    }

    private static List<Double> clipped(Feature.OfGroup fact) {
        return fact.values().stream()
                .map(value -> Math.max(0, Math.min(1, value)))
                .toList();
    }

    private static List<ActorDescription.Group> groups(PruningTask task) {
        List<ActorDescription.Group> groups = new ArrayList<>();
        for (ChannelGroup group : task.guard().groups()) {
            int place = groups.size();
            List<Integer> counts = task.guard().grid().legal().get(place).counts();
            Optional<List<Double>> drops = task.fill().map(BudgetFill::price).map(price -> counts.stream()
                    .map(count -> price.of(place, count))
                    .toList());
            groups.add(new ActorDescription.Group(
                    group.name(), group.width(), counts, task.ranking().ranked(group.name()), drops));
        }
        return groups;
    }

    private static ActorDescription.Rules rules(NetworkGraph network, PruningTask task, Teaching teaching) {
        SortedMap<String, Double> budgets = new TreeMap<>();
        for (Bound bound : task.guard().bounds()) {
            budgets.put(Bound.nameOf(bound.key()), bound.budget());
        }
        ActionSettings settings = task.guard().grid().settings();
        return new ActorDescription.Rules(
                settings.maxRatio(),
                settings.channelMultiple(),
                teaching.scaled(),
                OnnxCodec.toBytes(network).length,
                budgets,
                teaching.budgets());
    }
}
