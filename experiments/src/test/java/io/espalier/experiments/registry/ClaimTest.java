package io.espalier.experiments.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.policy.Policy;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.mlflow.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClaimTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private static final Policy POLICY = new Policy(
            Policy.FORMAT,
            DIGEST,
            List.of(),
            new TreeMap<>(Map.of("macs", 0.5, "latency", 0.8)),
            new Policy.Expected(
                    Optional.of(0.8), 0.5, 0.6, Optional.of(new Policy.Latency(0.75, 0.7, 0.8, true, "d6e13ba9fb07"))),
            Policy.Result.recovered(DIGEST, DIGEST, DIGEST),
            Map.of(),
            new Policy.Provenance("td3", "9c030122", 17, Optional.of(0.8)));

    private static Claim claim(double accuracy) {
        return Claim.of(POLICY, manifest("aa"), accuracy);
    }

    private static Manifest manifest(String images) {
        return new Manifest(
                new Manifest.Code("1", "unknown", Map.of()),
                Manifest.Machine.here(""),
                Optional.empty(),
                Optional.empty(),
                Map.of("data.search", images),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static ModelVersion version(Map<String, String> tags) {
        return new ModelVersion("small", "1", "mlflow-artifacts:/1", new TreeMap<>(tags));
    }

    @Test
    void tagsSayTheSameWhenTheyAreReadAgain() {
        assertThat(Claim.of(version(claim(0.1 + 0.2).tags()))).contains(claim(0.1 + 0.2));
    }

    @Test
    void conditionsAreNetworkBudgetsTargetAndImages() {
        assertThat(claim(0.5).conditions())
                .containsOnly(
                        Map.entry("espalier.network", DIGEST),
                        Map.entry("espalier.budgets", "latency=0.8,macs=0.5"),
                        Map.entry("espalier.target", "d6e13ba9fb07"),
                        Map.entry("espalier.images", "aa"));
    }

    @Test
    void foreignOrBrokenTagsSayNothing() {
        assertThat(Claim.of(version(Map.of("team", "vision")))).isEmpty();
        Map<String, String> broken = claim(0.5).tags();
        broken.put("espalier.accuracy", "good");
        assertThat(Claim.of(version(broken))).isEmpty();
    }

    @Test
    void onlyTheMoreAccurateIsBetter() {
        assertThat(claim(0.82).notBetterThan(claim(0.81))).isEmpty();
        assertThat(claim(0.81).notBetterThan(claim(0.81))).contains("its accuracy is 0.8100, this one's 0.8100");
    }

    @Test
    void otherConditionsAreNamed() {
        Claim otherImages = Claim.of(POLICY, manifest("bb"), 0.9);

        assertThat(otherImages.notBetterThan(claim(0.1)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("espalier.images is aa, this one's bb"));
    }
}
