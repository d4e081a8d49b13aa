package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.policy.Recipe;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.policy.SamplePolicies;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a policy says of recovery, and who believes it how much. */
class PolicyRecipeTest {

    private static final Recipe RECIPE = Recipe.of(SearchConfig.DEFAULTS);

    @Test
    void aRecipeComesBackAsItWas() {
        assertThat(Recipe.of(policy(PolicyFile.recipe(RECIPE)))).isEqualTo(RECIPE.forAnyMachine());
    }

    @Test
    void whereOurOwnFilesAreKeptIsNotTakenFromAPolicy() {
        Policy policy = policy(changed("data", with(data(), "cache", "../../elsewhere")));

        assertThat(Recipe.of(policy).data()).isEqualTo(RECIPE.data().withUsualCache());
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> Recipe.of(policy(changed("seed", "five"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy must have a recipe of this version: seed: must be a whole number");
        assertThatThrownBy(() -> Recipe.of(policy(changed("data", with(data(), "colour", "red")))))
                .hasMessageStartingWith("policy must have a recipe of this version: data.colour: unknown key");
        assertThatThrownBy(() -> Recipe.of(policy(Map.of())))
                .hasMessageStartingWith("policy must have a recipe of this version: ");
    }

    @SuppressWarnings("unchecked") // the recipe is ours
    private static Map<String, Object> data() {
        return (Map<String, Object>)
                Objects.requireNonNull(PolicyFile.recipe(RECIPE).get("data"));
    }

    private static Map<String, Object> changed(String key, Object value) {
        return with(PolicyFile.recipe(RECIPE), key, value);
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    private static Policy policy(Map<String, Object> recipe) {
        Policy sample = SamplePolicies.of(RandomNetworks.residual(1), 1);
        return new Policy(
                sample.format(),
                sample.network(),
                sample.groups(),
                sample.budgets(),
                sample.expected(),
                sample.result(),
                recipe,
                sample.provenance());
    }
}
