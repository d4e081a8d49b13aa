package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.contract.ObservationSchema;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerSettingsTest {

    @ParameterizedTest
    @EnumSource(LearnerKind.class)
    void makesTheLearnerOfEachName(LearnerKind kind) {
        LearnerSettings settings = LearnerSettings.DEFAULTS.withKind(LearnerKind.of(kind.configName()));
        Learner learner = settings.create(new Toys.SixSteps().problem(), 5);
        assertThat(learner.name()).isEqualTo(kind.configName());
    }

    @Test
    void namesTheChoicesWhenThereIsNoSuchLearner() {
        assertThatThrownBy(() -> LearnerKind.of("ddgp"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "learner must be one of [ddpg, td3, sac, random, uniform, greedy, annealing, evolution, cmaes, dqn, nstep, a2c]: ddgp");
    }

    @Test
    void refusesAnActionThatIsNotANumber() {
        assertThatThrownBy(() -> LearnerSettings.DEFAULTS.withUniformAction(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action must be in [0, 1]: NaN");
    }

    @Test
    void refusesAReplaySmallerThanABatch() {
        assertThatThrownBy(() -> DdpgSettings.DEFAULTS.updates().withReplay(64, 63))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("replayCapacity must be at least batchSize: 63");
    }

    @Test
    void refusesFewerThanTwoCriticsWhereTheRuleTakesTheSmallerValue() {
        NetworkSettings one = Td3Settings.DEFAULTS.networks().withCritics(1, NetworkSettings.CriticInput.PLAN);
        assertThatThrownBy(() -> Td3Settings.DEFAULTS.withNetworks(one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("critics must be at least 2: 1.0");
        assertThatThrownBy(() -> SacSettings.DEFAULTS.withNetworks(one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("critics must be at least 2: 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Td3Settings$Delay", "SacSettings$Temperature", "DdpgSettings", "LearnerSettings"})
    void theDefaultsAreWholeWhicheverClassLoadsFirst(String first) throws Exception {
        URL classes = DdpgSettings.class.getProtectionDomain().getCodeSource().getLocation();
        URL contract =
                ObservationSchema.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader fresh =
                new FreshClasses(new URL[] {classes, contract}, getClass().getClassLoader());
        Class.forName("io.espalier.agent." + first, true, fresh);
        Class<?> settings = Class.forName(DdpgSettings.class.getName(), true, fresh);
        Object defaults = settings.getField("DEFAULTS").get(null);
        assertThat(settings.getMethod("networks").invoke(defaults)).isNotNull();
        assertThat(settings.getMethod("noise").invoke(defaults)).isNotNull();
        assertThat(defaults).hasToString(DdpgSettings.DEFAULTS.toString());
    }

    /** Loads the module's classes anew, as a program that has just started does. */
    private static final class FreshClasses extends URLClassLoader {
        FreshClasses(URL[] classes, ClassLoader others) {
            super(classes, others);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.espalier.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
