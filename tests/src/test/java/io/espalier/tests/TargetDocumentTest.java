package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.env.command.CommandTarget;
import io.espalier.env.remote.RemoteBlockRequest;
import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/targets.md} shows is what targets say and take. */
class TargetDocumentTest {

    private static final Pattern JSON = Pattern.compile("(?s)```json\\R(.*?)```");
    private static final Pattern LINES = Pattern.compile("(?s)```\\R(# round.*?)```");
    private static final Pattern DIGEST = Pattern.compile("\"([0-9a-f]{4})\\.\\.\\.\"");

    @TempDir
    private Path folder;

    private static String document() throws IOException {
        return Files.readString(Repository.ROOT.resolve("docs/targets.md"));
    }

    private static List<String> examples() throws IOException {
        return JSON.matcher(document())
                .results()
                .map(found -> DIGEST.matcher(found.group(1))
                        .replaceAll(digest -> "\"" + digest.group(1).repeat(16) + "\""))
                .toList();
    }

    @Test
    void requestAndBlockAreOfTheProtocol() throws IOException {
        assertThat(examples()).hasSize(3);
        RemoteBlockRequest request = TargetJson.read(examples().get(0), RemoteBlockRequest.class);
        Block block = TargetJson.read(examples().get(1), Block.class);
        assertThat(request.settings()).isEqualTo(TargetSettings.DEFAULTS);
        assertThat(block.id()).isEqualTo(request.id());
        assertThat(block.networks()).isEqualTo(request.networks());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script")
    void programGetsAndPrintsWhatIsShown() throws IOException {
        var lines = LINES.matcher(document());
        assertThat(lines.find()).isTrue();
        Files.writeString(folder.resolve("lines"), lines.group(1));
        Path script = folder.resolve("script");
        Files.writeString(script, """
                #!/bin/sh
                [ "$1" = measure ] || exit 0
                cp "$2/request.json" '%s'
                cat '%s'
                """.formatted(folder.resolve("request.json"), folder.resolve("lines")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        TargetNetwork network = TargetNetwork.of(new byte[] {1});
        Block block;
        try (CommandTarget target = CommandTarget.open(script, TargetSettings.DEFAULTS)) {
            block = target.measure(new BlockRequest("latency/0", List.of(network, network), network, 60, 20_000, 7));
        }
        assertThat(block.rounds())
                .containsExactly(
                        new Block.Round(List.of(480_123L, 431_877L), List.of(20_111L, 20_098L, 20_123L), -1, -1));
        ObjectMapper mapper = new ObjectMapper();
        JsonNode written = mapper.readTree(folder.resolve("request.json").toFile());
        assertThat(written).isEqualTo(mapper.readTree(examples().get(2)));
    }
}
