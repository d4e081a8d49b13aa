package io.espalier.experiments.training;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.LoadedData;
import io.espalier.experiments.config.TrainConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.Normalisation;
import io.espalier.models.dl4j.Trainer;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.zoo.ZooNetwork;
import io.espalier.tracking.run.WholeFolder;
import java.nio.file.Path;
import java.util.Map;

/** Trains a network of the zoo. A training that was stopped goes on from its last whole epoch when the same config and seed are run again. */
public final class TrainingJob {

    private final TrainConfig config;
    private final Path checkpoints;
    private final Console console;
    private final Interruption interruption;

    public TrainingJob(LoadedConfig<TrainConfig> loaded, Console console, Interruption interruption) {
        this.config = loaded.config();
        this.checkpoints = Path.of(config.runs(), "%s-%s-%d".formatted(config.name(), loaded.hash(), config.seed()));
        this.console = console;
        this.interruption = interruption;
    }

    /**
     * Trains, evaluates, writes.
     *
     * @return accuracy on the search split, in [0, 1]
     * @throws io.espalier.experiments.console.InterruptedRunException if the user stopped it; whole epochs are kept
     */
    public double run() {
        Path output = Path.of(config.output());
        NetworkFile.requireWritable("output", output);
        LoadedData data = config.data().read();
        data.lines().forEach(console::note);
        DataSplits splits = data.splits();
        Normalisation normalisation = config.data().normalisation(Map.of(), splits.train());
        NetworkGraph trained = train(splits, normalisation);
        trained = trained.withOrigin(trained.origin().withMetadata(normalisation.toMetadata()));
        NetworkFile.write("output", trained, output);
        WholeFolder.remove(checkpoints);
        return OnnxEngine.accuracyOf(OnnxCodec.toBytes(trained), splits.search(), normalisation);
    }

    private NetworkGraph train(DataSplits splits, Normalisation normalisation) {
        NetworkGraph start = ZooNetwork.named(config.network())
                .create(splits.train().shape(), splits.train().classNames().size(), config.seed());
        try (EpochProgress progress =
                new EpochProgress(console, interruption, config.training().epochs())) {
            return Trainer.of(config.training().withSeed(config.seed()))
                    .withListener(progress)
                    .withCheckpoints(checkpoints)
                    .train(start, splits.train(), normalisation);
        }
    }
}
