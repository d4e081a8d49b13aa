package io.espalier.experiments.comparison;

import io.espalier.experiments.config.LoadedData;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.runtime.OnnxEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The images that no search has seen. */
record TestSplit(ImageSet images, Normalisation normalisation) {

    static TestSplit read(SearchConfig config) {
        NetworkGraph network = NetworkFile.read("network", config.network(), Optional.empty());
        LoadedData data = config.data().read();
        return new TestSplit(
                data.splits().test(),
                config.data()
                        .normalisation(
                                network.origin().metadata(), data.splits().train()));
    }

    /** In [0, 1], of an ONNX file. */
    double accuracy(Path network) {
        try {
            return OnnxEngine.accuracyOf(Files.readAllBytes(network), images, normalisation);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + network, e);
        }
    }
}
