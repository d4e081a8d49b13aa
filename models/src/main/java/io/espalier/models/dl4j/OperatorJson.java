package io.espalier.models.dl4j;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.models.graph.Operator;
import java.util.ArrayList;
import java.util.List;

/** An operator as text: the record's components as JSON, with its name under {@value #TYPE}. */
final class OperatorJson {

    private static final String TYPE = "type";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .build();

    private OperatorJson() {}

    static String write(Operator operator) {
        ObjectNode node = MAPPER.valueToTree(operator);
        return node.put(TYPE, operator.getClass().getSimpleName()).toString();
    }

    /** @throws IllegalArgumentException if the text is no operator */
    static Operator read(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            String type = node.path(TYPE).asText();
            for (Class<?> operator : leaves(Operator.class)) {
                if (operator.getSimpleName().equals(type)) {
                    return (Operator) MAPPER.treeToValue(((ObjectNode) node).without(TYPE), operator);
                }
            }
            throw new IllegalArgumentException("operator must be of a known type: '" + type + "'");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("operator must be readable: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Class<?>> leaves(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            return List.of(type);
        }
        List<Class<?>> leaves = new ArrayList<>();
        for (Class<?> subtype : permitted) {
            leaves.addAll(leaves(subtype));
        }
        return leaves;
    }
}
