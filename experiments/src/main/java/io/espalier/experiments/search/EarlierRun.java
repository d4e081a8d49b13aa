package io.espalier.experiments.search;

import io.espalier.agent.WarmStart;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.Sha256;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A run that has ended, whose policy is used.
 *
 * @param folder with the run's learner
 */
record EarlierRun(RunFolder folder) {

    /** The digest of the network in a manifest. */
    static final String NETWORK = "network";

    /**
     * The run that a search begins with, if it does.
     *
     * @throws ConfigException if it is no run that has ended and left a learner with an actor
     */
    static Optional<EarlierRun> of(SearchConfig config) {
        String run = config.search().warmStart();
        return run.isEmpty() ? Optional.empty() : Optional.of(of("search.warm_start", Path.of(run)));
    }

    /** @param parameter that names it, for errors */
    static EarlierRun of(String parameter, Path run) {
        RunFolder folder = new RunFolder(run);
        if (!Files.isDirectory(folder.learner())
                || !Files.exists(folder.journal())
                || !JournalReader.completed(folder.journal())) {
            throw new ConfigException("%s must be the folder of a run that has ended and left %s: '%s'"
                    .formatted(parameter, folder.learner().getFileName(), run));
        }
        return new EarlierRun(folder);
    }

    /** @param network digest of what is to be pruned now */
    WarmStart start(String network) {
        return new WarmStart(folder.learner(), isOf(network));
    }

    /** Whether the run pruned a network of this digest. */
    boolean isOf(String network) {
        return network.equals(Manifest.read(folder.manifest()).digests().get(NETWORK));
    }

    /** Every plan that the run has evaluated on all its images, the one of the highest reward first. */
    List<PruningPlan> plans() {
        return JournalReader.read(folder.journal(), EpisodeFinished.class).stream()
                .filter(episode -> episode.share() == 1)
                .sorted(Comparator.comparingDouble(EpisodeFinished::reward).reversed())
                .map(episode -> new PruningPlan(new TreeMap<>(episode.plan())))
                .toList();
    }

    /** SHA-256 over the names and bytes of the learner's files. */
    String digest() {
        Sha256 digest = new Sha256();
        try (Stream<Path> files = Files.list(folder.learner())) {
            List<Path> sorted = files.sorted().toList();
            for (Path file : sorted) {
                digest.add(String.valueOf(file.getFileName())).add(Files.readAllBytes(file));
            }
            return digest.hex();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder.learner(), e);
        }
    }
}
