package io.espalier.experiments.interpretation;

import io.espalier.env.contract.ObservationSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** From an actor and the observations of its episode to what moved it. */
public final class Attribution {

    private Attribution() {}

    /**
     * Gradient times input of every feature, the strongest first.
     *
     * @param actor from {@code [batch, features]} to {@code [batch, 1]}; a copy that nobody else uses
     * @param observations {@code [1, features]} each, at least one
     */
    public static List<FeatureEffect> of(
            MultiLayerNetwork actor, ObservationSchema schema, List<INDArray> observations) {
        if (observations.isEmpty()) {
            throw new IllegalArgumentException("observations must be at least one: 0");
        }
        INDArray states =
                Nd4j.vstack(observations).castTo(actor.params().dataType()).dup('c');
        actor.setInput(states.dup('c'));
        actor.feedForward(true, false);
        INDArray ones = Nd4j.ones(actor.params().dataType(), states.rows(), 1);
        INDArray gradients =
                actor.backpropGradient(ones, LayerWorkspaceMgr.noWorkspaces()).getSecond();
        INDArray products = gradients.mul(states);
        INDArray absolute = Transforms.abs(products, true).mean(0);
        INDArray mean = products.mean(0);
        List<FeatureEffect> effects = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            effects.add(new FeatureEffect(schema.features().get(i), absolute.getDouble(i), mean.getDouble(i)));
        }
        effects.sort(Comparator.comparingDouble(FeatureEffect::meanAbsolute)
                .reversed()
                .thenComparing(FeatureEffect::feature));
        return effects;
    }
}
