package io.espalier.experiments.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAddressTest {

    @Test
    void everyKindIsReadAndWritten() {
        assertThat(TargetAddress.parse("local")).isEqualTo(new TargetAddress.Local());
        assertThat(TargetAddress.parse("http://127.0.0.2:8470"))
                .isEqualTo(new TargetAddress.Remote(URI.create("http://127.0.0.2:8470")));
        assertThat(TargetAddress.parse("command:./my phone.sh"))
                .isEqualTo(new TargetAddress.Command(Path.of("./my phone.sh")));
        assertThat(TargetAddress.parse("https://device/")).hasToString("https://device");
        assertThat(TargetAddress.parse("http://[::1]:80")).hasToString("http://[::1]:80");
        assertThat(TargetAddress.parse("command:a/b")).hasToString("command:a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Local",
                "command:",
                "device:8470",
                "ftp://device",
                "http://",
                "http://device/path",
                "http://user:secret@device",
                "http://device?x=1",
                "http://de vice"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> TargetAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("target must be local, http://HOST:PORT,")
                .hasMessageEndingWith("'" + text + "'");
    }
}
