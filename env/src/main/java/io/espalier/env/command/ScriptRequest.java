package io.espalier.env.command;

import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a script finds in {@code request.json}; the other files of its folder are named here.
 *
 * @param id of the block
 * @param networks files, the reference first; the same network may stand in two of them
 * @param canary file
 * @param rounds lines to print at most
 * @param capMillis after so much time in rounds it may stop
 * @param seed of the orders
 * @param settings how the networks are to be run, as far as the script can
 */
record ScriptRequest(
        String id,
        List<String> networks,
        String canary,
        int rounds,
        long capMillis,
        long seed,
        TargetSettings settings) {

    static final String FILE = "request.json";

    private static final String CANARY = "canary.onnx";

    /** Writes request and networks into an empty folder. */
    static void write(BlockRequest request, TargetSettings settings, Path folder) {
        try {
            List<String> files = IntStream.range(0, request.networks().size())
                    .mapToObj(i -> i + ".onnx")
                    .toList();
            for (int i = 0; i < files.size(); i++) {
                write(folder.resolve(files.get(i)), request.networks().get(i));
            }
            write(folder.resolve(CANARY), request.canary());
            ScriptRequest asked = new ScriptRequest(
                    request.id(), files, CANARY, request.rounds(), request.capMillis(), request.seed(), settings);
            Files.writeString(folder.resolve(FILE), TargetJson.line(asked) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    private static void write(Path file, TargetNetwork network) throws IOException {
        Files.write(file, network.onnx());
    }
}
