package io.espalier.experiments.config;

import io.espalier.models.dl4j.TrainingSettings;
import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import java.util.Set;

/**
 * Everything that one training is told.
 *
 * @param name of the training
 * @param seed of the first weights and of the order of images; not 0
 * @param runs folder under which checkpoints are kept
 * @param network name of a network of the zoo
 * @param training how; its seed is this config's
 * @param output {@code .onnx} file that is written
 */
public record TrainConfig(
        String name,
        long seed,
        String runs,
        DataConfig data,
        String network,
        TrainingSettings training,
        String output) {

    /** The network and the output must be set. */
    public static final TrainConfig DEFAULTS =
            new TrainConfig("train", 1, "runs", DataConfig.DEFAULTS, "", TrainingSettings.DEFAULTS, "");

    /** How train configs are read. */
    public static final ConfigKind<TrainConfig> KIND = new ConfigKind<>(
            TrainConfig.class,
            DEFAULTS,
            // A training from scratch has nobody to learn from.
            Set.of("training.seed", "training.distillation"),
            List.of("network", "output"),
            Set.of("name", "seed", "runs", "output", "data.cache"),
            List.of(new ConfigKind.Input("data.source", Set.of(DataConfig.FASHION_MNIST))));

    /** @throws IllegalArgumentException if the name is no folder name, the seed 0, the network unknown, or the output no {@code .onnx} file */
    public TrainConfig {
        Ranges.name(name);
        Ranges.seed("seed", seed);
        if (!network.isEmpty()) {
            ZooNetwork.named(network);
        }
        if (!(output.isEmpty() || output.endsWith(".onnx"))) {
            throw new IllegalArgumentException("output must end in .onnx: '" + output + "'");
        }
    }
}
