package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bad input gives exit code 2 and exactly one line that says what is wrong. */
class BadConfigTest {

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("search.yaml"), "network: resnet8\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "budget.macs=0        | budget.macs must be in (0, 1]: 0",
                "budget.macs=1.5      | budget.macs must be in (0, 1]: 1.5",
                "budget.macs=NaN      | budget.macs must be a number: 'NaN'",
                "budget.macs=half     | budget.macs must be a number: 'half'",
                "budget.latency=0     | budget.latency must be in (0, 1]: 0",
                "seed=3               | one of budget.macs, budget.parameters, budget.bytes, budget.peak_memory and budget.latency must be below 1: all are 1",
                "budget.mac=0.5       | budget.mac must be a known key: 0.5 (nearest is budget.macs)",
                "buget.macs=0.5       | buget.macs must be a known key: 0.5 (nearest is budget.macs)",
                "episodes=5           | episodes must be a known key: 5 (nearest is search.episodes)",
                "seed=0               | seed must not be 0 (ND4J takes 0 for a random seed): 0",
                "data.split_seed=0    | data.split_seed must not be 0 (ND4J takes 0 for a random seed): 0",
                "data.format=jpeg     | data.format must be one of [auto, image_folder, idx, cifar10, cifar100, numpy, csv]: 'jpeg'",
                "data.images.size=[32] | data.images.size must be [] or [height, width], both positive: [32]",
                "data.images.size=[0, 8] | data.images.size must be [] or [height, width], both positive: [0,8]",
                "data.images.size=32   | data.images.size must be a list: 32",
                "data.images.colour=color | data.images.colour must be one of [auto, grey, rgb]: 'color'",
                "data.images.fit=pad   | data.images.fit must be one of [crop, stretch]: 'pad'",
                "data.layout=hwc       | data.layout must be one of [auto, nchw, nhwc]: 'hwc'",
                "data.corrupt=ignore   | data.corrupt must be one of [stop, skip]: 'ignore'",
                "data.cache=           | data.cache must be 'auto', 'none' or a folder: ''",
                "data.search_split=val | data.search_split must be one of [train, test]: 'val'",
                "data.search_images=0  | data.search_images must be at least 1: 0",
                "data.scale=255        | data.scale must be one of [unit, bytes]: '255'",
                "data.scale=bytes      | data.scale must be unit unless data.normalisation is none or gives mean and deviation: 'bytes'",
                "data.normalisation=imagenet | data.normalisation.from must be one of [network, computed, none]: 'imagenet'",
                "data.normalisation=5  | data.normalisation must be a section with keys [from, mean, deviation]: 5",
                "data.normalisation.mean=[0.5] | data.normalisation.deviation must have as many values as mean (1): []",
                "data.normalisation={mean: [0.5], deviation: [0]} | data.normalisation.deviation must be positive: [0]",
                "data.normalisation={mean: [x], deviation: [1]} | data.normalisation.mean must be a list of numbers: [\"x\"]",
                "data.images.size=[1.5, 2] | data.images.size must be a list of whole numbers: [1.5,2]",
                "data.images.size=[3, null] | data.images.size must be a list without gaps: [3,null]",
                "data.normalisation={from: computed, mean: [1], deviation: [1]} | data.normalisation.mean must be empty unless from is network: [1]",
                "search.ddpg.updates.tau=0 | search.ddpg.updates.tau must be in (0, 1]: 0",
                "search.ddpg.noise.decay=2 | search.ddpg.noise.decay must be in (0, 1]: 2",
                "fine_tuning.epochs=0 | fine_tuning.epochs must be positive: 0",
                "fine_tuning.distillation.alpha=2 | fine_tuning.distillation.alpha must be in [0, 1]: 2",
                "fine_tuning.distillation.temperature=0 | fine_tuning.distillation.temperature must be positive: 0",
                "fine_tuning.augmentation.cutout=-1 | fine_tuning.augmentation.cutout must be at least 0: -1",
                "tracking.mlflow=ftp://x | tracking.mlflow must be an http or https address: 'ftp://x'",
                "seed=1.5             | seed must be a whole number: 1.5",
                "seed=                | seed must be a whole number: nothing",
                "workers=-1           | workers must be at least 0: -1",
                "workers=3000000000   | workers must be a whole number: 3000000000",
                "search.agent=dpg     | search.agent must be one of [ddpg, td3, sac, random, uniform, greedy, annealing, evolution, cmaes, dqn, nstep, a2c]: 'dpg'",
                "search.episodes=0    | search.episodes must be at least 1: 0",
                "search=5             | search must be a section with keys [agent, episodes, candidates_per_round, ddpg, td3, sac, searchers, discrete, budgets, warm_start]: 5",
                "name=../x            | name must be a folder name of lower-case letters, digits, '.', '_' and '-': '../x'",
                "reward.latency_exponent=-1 | reward.latency_exponent must be at least 0: -1",
                "reward.form=additive | reward.form must be one of [accuracy, guaranteed, multiplicative, logarithmic, shaped, shaped_hard, harmonic, lagrangian, hypervolume]: 'additive'",
                "reward.form=lagrangian | reward.targets must have one below 1 with the form lagrangian: {\"macs\":1.0,\"parameters\":1.0,\"latency\":1.0}",
                "state.without=[sensitivty] | state.without must name families of features: 'sensitivty' (nearest is sensitivity)",
                "state.without=latency | state.without must be a list: 'latency'",
                "reward.measure=f1 | reward.measure must be one of [accuracy, loss, confidence]: 'f1'",
                "reward.targets.latency=0 | reward.targets.latency must be in (0, 1]: 0",
                "reward.multiplier_step=0 | reward.multiplier_step must be positive: 0",
                "action.max_ratio=1   | action.max_ratio must be in (0, 1): 1",
                "action.fill=sometimes | action.fill must be one of [never, latency, always]: 'sometimes'",
                "action.bounds=5      | action.bounds must be a section with names of your own: 5",
                "action.bounds={a: [0.5, null]} | action.bounds must be a section with names of your own: {\"a\":[0.5,null]}",
                "action.bounds={a: [x, 1]} | action.bounds.a must be a list of numbers: [\"x\",1]",
                "action.bounds={a: [0.9, 0.2]} | action.bounds must be [least, largest] kept share of a group, with 0 <= least <= largest <= 1: {\"a\":[0.9,0.2]}",
                "budget.peak_memory=2 | budget.peak_memory must be in (0, 1]: 2",
                "latency.enabled=maybe | latency.enabled must be true or false: 'maybe'",
                "latency.target.batch=0 | latency.target.batch must be at least 1: 0",
                "latency.source=guess | latency.source must be one of [table, measured]: 'guess'",
                "latency.device.address=far | latency.device.address must be local, http://HOST:PORT, https://HOST:PORT or command:PATH: 'far'",
                "latency.table.minutes=0 | latency.table.minutes must be positive: 0",
                "latency.meter.report.precision=0 | latency.meter.report.precision must be in (0, 1): 0",
                "latency={enabled: false} | one of budget.macs, budget.parameters, budget.bytes, budget.peak_memory and budget.latency must be below 1: all are 1",
                "network=             | network must be set: nothing",
                "budget.macs          | override must have the form key=value: 'budget.macs'",
            })
    void isRefusedWithOneLine(String override, String message) {
        Run run = Run.of("search", config, override);
        assertThat(run.err()).isEqualTo("espalier: " + message + System.lineSeparator());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void unknownKeyInTheFileIsRefused() throws IOException {
        Files.writeString(config, "network: resnet8\nreward_:\n  x: 1\n");
        assertThat(Run.of("search", config).err())
                .startsWith("espalier: reward_ must be a known key: {\"x\":1} (nearest is ");
    }

    @Test
    void missingFileIsRefused() {
        Run run = Run.of("search", folder.resolve("none.yaml"));
        assertThat(run.err())
                .isEqualTo("espalier: config must be an existing file: '%s'%n".formatted(folder.resolve("none.yaml")));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() throws IOException {
        Files.writeString(config, "network: resnet8\nbudget: {macs: 0.5\n");
        Run run = Run.of("search", config);
        assertThat(run.err()).startsWith("espalier: config must be readable YAML: '%s', line 2, ".formatted(config));
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void doubledKeyIsRefused() throws IOException {
        Files.writeString(config, "seed: 1\nseed: 2\n");
        assertThat(Run.of("search", config).err())
                .isEqualTo("espalier: config must be readable YAML: '%s', line 2, Duplicate field 'seed'%n"
                        .formatted(config));
    }
}
