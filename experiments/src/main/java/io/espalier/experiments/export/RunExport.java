package io.espalier.experiments.export;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.dl4j.Dl4jCodec;
import io.espalier.models.export.ExportFormat;
import io.espalier.models.export.ExportFormats;
import io.espalier.models.export.NetworkCut;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.policy.PolicyPruner;
import io.espalier.tracking.run.AtomicFile;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files for other tools from one run; the unpruned network is read once, when a format first needs it. Used by one thread. */
public final class RunExport {

    /** The folder within a run's that exports go to unless something else is said. */
    private static final String FOLDER = "exports";

    private final RunFolder run;
    private final Optional<String> network;
    private @Nullable NetworkCut cut;

    /** The pruned network in a form that a run does not leave by itself, or not under the user's name. */
    private enum NetworkForm {
        ONNX("onnx", ".onnx") {
            @Override
            void write(NetworkGraph graph, Path file) {
                OnnxCodec.write(graph, file);
            }
        },
        ONNX_FLOAT16("onnx-float16", ".onnx") {
            @Override
            void write(NetworkGraph graph, Path file) {
                OnnxCodec.writeWithHalfWeights(graph, file);
            }
        },
        DL4J("dl4j", ".zip") {
            @Override
            void write(NetworkGraph graph, Path file) {
                Dl4jCodec.write(graph, file);
            }
        };

        private final String word;
        private final String ending;

        NetworkForm(String word, String ending) {
            this.word = word;
            this.ending = ending;
        }

        abstract void write(NetworkGraph graph, Path file);

        static Optional<NetworkForm> named(String name) {
            return List.of(values()).stream()
                    .filter(form -> form.word.equals(name))
                    .findFirst();
        }
    }

    private RunExport(RunFolder run, Optional<String> network) {
        this.run = run;
        this.network = network;
    }

    /**
     * Exports of a run.
     *
     * @param network where the unpruned network is now, if not where the run's config says
     * @throws ConfigException if it is not the folder of a run that has ended
     */
    public static RunExport of(Path run, Optional<String> network) {
        RunFolder folder = new RunFolder(run);
        if (!Files.isRegularFile(folder.policy()) || !Files.isRegularFile(folder.config())) {
            throw new ConfigException("RUN must be the folder of a run that has ended, with a %s and a %s: '%s'"
                    .formatted(folder.policy().getFileName(), folder.config().getFileName(), run));
        }
        return new RunExport(folder, network);
    }

    /** Names of all formats: other tools' first, then networks. */
    public static List<String> formats() {
        List<String> names = new ArrayList<>();
        ExportFormats.all().forEach(format -> names.add(format.name()));
        for (NetworkForm form : NetworkForm.values()) {
            names.add(form.word);
        }
        return names;
    }

    /** Where a format goes unless something else is said. */
    public Path usualFile(String format) {
        return run.path().resolve(FOLDER).resolve(format + ending(format));
    }

    /**
     * Writes one file, replacing it.
     *
     * @param format one of {@link #formats()}
     * @throws ConfigException if there is no such format, or the network's file is not there
     * @throws IllegalArgumentException if the network is not the policy's, or its weights do not fit the format
     * @throws UncheckedIOException if something cannot be read or written
     */
    public void write(String format, Path file) {
        Optional<NetworkForm> form = NetworkForm.named(format);
        if (form.isPresent()) {
            NetworkGraph pruned = NetworkFile.read("RUN", run.prunedOnnx().toString(), Optional.empty());
            makeFolderOf(file);
            form.get().write(pruned, file);
        } else {
            String text = toolFormat(format).text(cut());
            makeFolderOf(file);
            AtomicFile.write(file, text);
        }
    }

    private static void makeFolderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String ending(String format) {
        return NetworkForm.named(format).map(form -> form.ending).orElseGet(() -> toolFormat(format)
                .ending());
    }

    private static ExportFormat toolFormat(String name) {
        return ExportFormats.all().stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "--to must be one of %s: '%s'".formatted(String.join(", ", formats()), name)));
    }

    private NetworkCut cut() {
        NetworkCut known = cut;
        if (known == null) {
            NetworkGraph graph = NetworkFile.read(
                    network.isPresent() ? "--network" : "network",
                    network.orElseGet(this::configured),
                    Optional.empty());
            List<ChannelGroup> groups = Coupling.groups(graph);
            known = NetworkCut.of(
                    graph,
                    groups,
                    PolicyPruner.of(PolicyFile.read(run.policy())).plan(graph, groups));
            cut = known;
        }
        return known;
    }

    private String configured() {
        return new ConfigLoader<>(SearchConfig.KIND)
                .load(run.config(), List.of())
                .config()
                .network();
    }
}
