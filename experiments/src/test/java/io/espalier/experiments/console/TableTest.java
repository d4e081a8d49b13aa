package io.espalier.experiments.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void namesStandLeftAndFiguresRight() {
        assertThat(new Table("group", "width").row("stem", "8").row("a", "128").lines())
                .containsExactly("group  width", "stem       8", "a        128");
    }

    @Test
    void raggedRowIsRefused() {
        assertThatThrownBy(() -> new Table("group", "width").row("stem"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cells must be 2: 1");
    }
}
