package io.espalier.env.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.state.FeatureFamily;
import io.espalier.env.state.StateEncoder;
import io.espalier.env.state.StateSettings;
import io.espalier.models.action.Bound;
import io.espalier.models.walk.BudgetUse;
import io.espalier.models.walk.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateTableTest {

    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|");

    private static final List<Bound> ALL =
            Bound.KEYS.stream().map(key -> new Bound(key, 0.5, true, kept -> 1)).toList();

    @Test
    void theTableOfTheDocumentIsTheSchema() throws IOException {
        StateEncoder encoder = encoder(ALL, List.of());
        List<String> features = new ArrayList<>();
        for (int i = 0; i < encoder.schema().size(); i++) {
            features.add(encoder.schema().features().get(i) + " "
                    + encoder.families().get(i).id());
        }
        List<String> documented = Files.readAllLines(Path.of("..", "docs", "state.md")).stream()
                .flatMap(line -> ROW.matcher(line).results())
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        assertThat(documented).isEqualTo(features);
    }

    @ParameterizedTest
    @EnumSource(FeatureFamily.class)
    void aFamilyIsSwitchedOffAndNothingElse(FeatureFamily family) {
        StateEncoder whole = encoder(ALL, List.of());
        StateEncoder without = encoder(ALL, List.of(family.id()));
        List<String> left = IntStream.range(0, whole.schema().size())
                .filter(i -> whole.families().get(i) != family)
                .mapToObj(i -> whole.schema().features().get(i))
                .toList();
        assertThat(without.schema().features())
                .isEqualTo(left)
                .hasSizeLessThan(whole.schema().size());
        assertThat(without.encode(1, progress())).hasSize(left.size());
    }

    @Test
    void budgetsThatDoNotBindHaveNoFeaturesButMacsAndLatency() {
        List<String> features = encoder(List.of(), List.of()).schema().features();
        assertThat(features)
                .contains("macs_budget", "latency_budget")
                .doesNotContain("bytes_budget", "parameters_used");
    }

    @Test
    void tellsTheBudgetsAndWhatWasDecidedBefore() {
        assertThat(value("macs_budget")).isEqualTo(0.5);
        assertThat(value("macs_used")).isEqualTo(0.6, ROUNDING);
        assertThat(value("macs_to_remove")).isEqualTo(0.3, ROUNDING);
        assertThat(value("macs_undecided")).isEqualTo(0.5, ROUNDING);
        assertThat(value("latency_budget")).as("unknown").isEqualTo(1);
        assertThat(value("latency_used")).isZero();
        assertThat(value("last_ratio")).isEqualTo(0.25);
        assertThat(value("last_ratio_2")).isEqualTo(0.5);
        assertThat(value("last_ratio_3")).as("nothing was decided then").isZero();
        assertThat(value("sparsity")).isEqualTo(0.125);
    }

    @Test
    void scalesAsTheTableSays() {
        assertThat(value("width")).isEqualTo(Math.log(17) / Math.log(121), ROUNDING);
        assertThat(value("gradient_taylor"))
                .as("the second of four, which rise by one")
                .isEqualTo(0.5, ROUNDING);
        assertThat(value("gradient_spread")).as("1.5 squashed").isEqualTo(0.6, ROUNDING);
        assertThat(value("activation_zero_share")).isEqualTo(0.4);
        assertThat(value("variance_outside_quarter")).isEqualTo(0.3);
        assertThat(value("sensitivity_25")).as("below 0").isZero();
    }

    @Test
    void anUnknownFamilyIsRefusedAndSoIsLeavingNone() {
        assertThatThrownBy(() -> encoder(ALL, List.of("sensitivty")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("state.without must name families of features [position, ")
                .hasMessageEndingWith("'sensitivty'");
        assertThatThrownBy(() -> encoder(ALL, FeatureFamily.ids()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("state.without must leave a family of features: ");
    }

    @Test
    void aFeatureThatIsNoNumberStopsTheRun() {
        Progress broken = new Progress(Map.of(), List.of(), Double.NaN);
        assertThatThrownBy(() -> encoder(ALL, List.of()).encode(0, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("feature 'sparsity' must be finite: NaN");
    }

    private static double value(String feature) {
        StateEncoder encoder = encoder(ALL, List.of());
        return encoder.encode(1, progress())[encoder.schema().features().indexOf(feature)];
    }

    private static Progress progress() {
        return new Progress(Map.of(Bound.MACS, BudgetUse.of(0.5, 0.3, 0.8)), List.of(0.25, 0.5), 0.125);
    }

    private static StateEncoder encoder(List<Bound> bounds, List<String> without) {
        return new StateEncoder(LeNetTask.profiles(), bounds, new StateSettings(without));
    }
}
