package io.espalier.experiments.policy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.models.policy.Policy;
import java.util.Map;
import java.util.stream.Collectors;

/** Recipes as policies carry them: to who only cuts they are text, here they are read. */
final class RecipeForm {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private RecipeForm() {}

    static Map<String, Object> written(Recipe recipe) {
        return MAPPER.convertValue(recipe.forAnyMachine(), new TypeReference<>() {});
    }

    /**
     * The recipe of a policy. Folders that it names for this program's own files are not taken from a file that may come from anywhere.
     *
     * @throws IllegalArgumentException naming the key if it is not a recipe of this version
     */
    static Recipe read(Policy policy) {
        try {
            return MAPPER.convertValue(policy.recipe(), Recipe.class).forAnyMachine();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policy must have a recipe of this version: recipe" + reason(e), e);
        }
    }

    private static String reason(IllegalArgumentException e) {
        if (!(e.getCause() instanceof JsonMappingException mapping)) {
            return ": " + e.getMessage();
        }
        String path = mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        String message = mapping.getCause() instanceof IllegalArgumentException refused
                ? String.valueOf(refused.getMessage())
                : mapping.getOriginalMessage();
        return (path.isEmpty() ? "" : "." + path) + ": " + message;
    }
}
