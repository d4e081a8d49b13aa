package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAddressTest {

    @Test
    void aliasesAndVersionsAreRead() {
        assertThat(ModelAddress.parse("models:/small@champion")).isEqualTo(new ModelAddress("small", "champion", ""));
        assertThat(ModelAddress.parse("models:/small.v2-x/17")).isEqualTo(new ModelAddress("small.v2-x", "", "17"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"models:/small@champion", "models:/small/17"})
    void isWrittenAsItIsRead(String text) {
        assertThat(ModelAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models:/",
                "models:/small",
                "models:/a/b@c",
                "models:/../x@y",
                "models:/small/x",
                "models:/s@",
                "models:/s@a b"
            })
    void othersAreRefusedWithTheirForm(String text) {
        assertThat(ModelAddress.isOne(text)).isTrue();
        assertThatThrownBy(() -> ModelAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("models:/NAME@ALIAS")
                .hasMessageContaining(text);
    }

    @Test
    void filesAreNone() {
        assertThat(ModelAddress.isOne("models/policy.json")).isFalse();
    }
}
