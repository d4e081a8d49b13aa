package io.espalier.experiments.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.runtime.ModelSignature;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.mlflow.MlflowRegistry;
import io.espalier.tracking.mlflow.MlflowRegistry.NewVersion;
import io.espalier.tracking.mlflow.MlflowSettings;
import io.espalier.tracking.mlflow.ModelAddress;
import io.espalier.tracking.mlflow.ModelVersion;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Registers what one run has learned: its policy as a version of the model NAME, with the actor if there is one, and the pruned network as a
 * version of NAME-network.
 */
public final class Registration {

    /** The alias of the best. */
    public static final String CHAMPION = "champion";

    /** What a registered policy's file is called. */
    static final String POLICY = "policy.json";

    /** The tag that names the run's folder. */
    static final String RUN = "espalier.run";

    private static final String NETWORK_ENDING = "-network";
    private static final String LEARNED = "learned";
    private static final String ACTOR = "actor.onnx";
    private static final String ACTOR_DESCRIPTION = "actor.json";
    private static final String MODEL = "model.onnx";

    private final RunFolder run;
    private final String name;
    private final MlflowSettings settings;
    private final Console console;

    /**
     * @param name of the registered model: letters, digits, {@code . _ -}
     * @throws ConfigException if it is not the folder of a run that has ended, or the name has another form
     */
    public Registration(Path run, String name, MlflowSettings settings, Console console) {
        this.run = new RunFolder(run);
        this.name = name;
        this.settings = settings;
        this.console = console;
        if (!Files.isRegularFile(this.run.policy())
                || !Files.isRegularFile(this.run.journal())
                || !JournalReader.completed(this.run.journal())) {
            throw new ConfigException("RUN must be the folder of a run that has ended: '%s'".formatted(run));
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ConfigException(
                    "--name must begin with a letter or digit and hold only letters, digits, '.', '_' and '-': '%s'"
                            .formatted(name));
        }
    }

    /**
     * Makes the versions, if they are not there, and lets {@link #CHAMPION} point to them if they are better than what it points to.
     *
     * @return the policy's version
     * @throws io.espalier.tracking.mlflow.MlflowUnavailableException if the server does not take something; what it has stays, and the next
     *     call goes on
     */
    public ModelVersion register() {
        Policy policy = PolicyFile.read(run.policy());
        double accuracy = accuracy();
        Claim claim = Claim.of(policy, Manifest.read(run.manifest()), accuracy);
        SortedMap<String, String> tags = new TreeMap<>(claim.tags());
        tags.put(RUN, run.name());
        String description = description(policy, accuracy);
        try (MlflowRegistry registry = MlflowRegistry.at(settings)) {
            ModelVersion policies =
                    registry.register(run, new NewVersion(name, description, tags, policyFiles()), console::note);
            ModelVersion networks = registry.register(
                    run, new NewVersion(name + NETWORK_ENDING, description, tags, networkFiles()), console::note);
            console.print("%s version %s, %s version %s"
                    .formatted(policies.model(), policies.number(), networks.model(), networks.number()));
            crown(registry, claim, policies, networks);
            return policies;
        }
    }

    private void crown(MlflowRegistry registry, Claim claim, ModelVersion policies, ModelVersion networks) {
        Optional<ModelVersion> champion = registry.find(new ModelAddress(name, CHAMPION, ""));
        if (champion.isPresent() && champion.get().number().equals(policies.number())) {
            // The network's alias may be missing if an earlier call was cut short.
            registry.setAlias(networks, CHAMPION);
            console.print("it is the champion already");
            return;
        }
        Optional<String> objection = champion.flatMap(known -> Claim.of(known)
                .map(claim::notBetterThan)
                .orElse(Optional.of("its tags do not say how accurate it is")));
        if (objection.isPresent()) {
            console.print("champion stays version %s: %s"
                    .formatted(champion.orElseThrow().number(), objection.get()));
            return;
        }
        registry.setAlias(policies, CHAMPION);
        registry.setAlias(networks, CHAMPION);
        console.print(champion.map(known ->
                        "champion is now version %s, it was version %s".formatted(policies.number(), known.number()))
                .orElse("champion is now version " + policies.number() + ", the first"));
    }

    private double accuracy() {
        return JournalReader.read(run.journal(), ResultReported.class).stream()
                .filter(result -> result.subject().equals(LEARNED))
                .map(result -> result.metrics().get("search_accuracy"))
                .findFirst()
                .orElseThrow(
                        () -> new ConfigException("RUN must have reported its result: there is no result '%s' in %s"
                                .formatted(LEARNED, run.journal())));
    }

    private Map<String, byte[]> policyFiles() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(POLICY, bytes(run.policy()));
        if (Files.isRegularFile(run.actor())) {
            putModel(files, ACTOR, bytes(run.actor()));
        }
        if (Files.isRegularFile(run.actorDescription())) {
            files.put(ACTOR_DESCRIPTION, bytes(run.actorDescription()));
        }
        return files;
    }

    private Map<String, byte[]> networkFiles() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        putModel(files, MODEL, bytes(run.prunedOnnx()));
        files.put(POLICY, bytes(run.policy()));
        return files;
    }

    private static void putModel(Map<String, byte[]> files, String name, byte[] model) {
        files.put(name, model);
        files.put(
                MlflowModel.FILE, MlflowModel.of(ModelSignature.of(model), name).getBytes(UTF_8));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private String description(Policy policy, double accuracy) {
        StringBuilder text = new StringBuilder("Run `%s`.\n\n| | |\n|---|---|\n".formatted(run.name()));
        row(text, "budgets", policy.budgets().toString());
        row(text, "accuracy on the search split", percent(accuracy));
        policy.expected().accuracy().ifPresent(before -> row(text, "the same before fine-tuning", percent(before)));
        row(text, "MACs", percent(policy.expected().macs()));
        row(text, "parameters", percent(policy.expected().parameters()));
        policy.expected()
                .latency()
                .ifPresent(latency -> row(
                        text,
                        "time / unpruned on target " + latency.target(),
                        String.format(
                                Locale.ROOT, "%.3f [%.3f, %.3f]", latency.ratio(), latency.lower(), latency.upper())));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
