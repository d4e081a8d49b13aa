package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:5000",
                "ftp://host",
                "file:///tmp/mlruns",
                "http://",
                "http://a b",
                "databricks",
                "http://h?x=1"
            })
    void refusesWhatIsNotAWebServer(String address) {
        assertThatThrownBy(() -> MlflowSettings.of(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mlflow must be an http or https address: " + address);
    }

    @Test
    void refusesSecretsInTheAddressWithoutShowingThem() {
        assertThatThrownBy(() -> MlflowSettings.of("https://ann:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "mlflow must not hold a user and password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD "
                                + "in the environment instead");
    }

    @Test
    void keepsThePathOfTheServerWithoutItsLastSlash() {
        assertThat(MlflowSettings.of("https://host/mlflow/").server()).hasToString("https://host/mlflow");
    }

    @Test
    void showsNoSecret() {
        MlflowCredentials user =
                MlflowCredentials.from(Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "secret"));
        MlflowCredentials token = MlflowCredentials.from(Map.of("MLFLOW_TRACKING_TOKEN", "secret"));

        assertThat(MlflowSettings.of("http://h").withCredentials(user).toString())
                .contains("ann")
                .doesNotContain("secret");
        assertThat(token).hasToString("a token");
        assertThat(token.header()).hasValue("Bearer secret");
        assertThat(MlflowCredentials.from(Map.of()).header()).isEmpty();
    }

    @Test
    void refusesLimitsThatAreNotPositive() {
        assertThatThrownBy(() -> MlflowLimits.DEFAULTS.withCall(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("call must be positive: PT0S");
    }

    @ParameterizedTest
    @CsvSource({
        "layer[0]:x, layer_0__x",
        "a//b/../c/./d, a/_/b/_/c/_/d",
        "/a/, _/a/_",
        "episode/ddpg/reward, episode/ddpg/reward",
        "größe m², gr__e m_"
    })
    void cleansNames(String name, String clean) {
        assertThat(MlflowNames.clean(name)).isEqualTo(clean);
    }

    @Test
    void tellsLongNamesApart() {
        String first = MlflowNames.clean("x".repeat(300) + "1");
        String second = MlflowNames.clean("x".repeat(300) + "2");

        assertThat(first).hasSizeLessThanOrEqualTo(250).isNotEqualTo(second);
    }

    @Test
    void theEnvironmentNamesAServerOrNone() {
        assertThat(MlflowSettings.ofEnvironment(Map.of("MLFLOW_TRACKING_URI", "http://localhost:5000/"))
                        .map(MlflowSettings::server))
                .contains(URI.create("http://localhost:5000"));
        assertThat(MlflowSettings.ofEnvironment(Map.of())).isEmpty();
        assertThat(MlflowSettings.ofEnvironment(Map.of("MLFLOW_TRACKING_URI", " ")))
                .isEmpty();
        assertThatThrownBy(() -> MlflowSettings.ofEnvironment(Map.of("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MLFLOW_TRACKING_URI")
                .hasMessageContaining("sqlite:///mlflow.db");
    }
}
