package io.espalier.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A registered run as a headless browser saw it on MLflow's own pages.
 *
 * @param overview what is written on the overview
 * @param charts what is written on the page with the charts of the metrics
 * @param curves number of charts in which a line is drawn
 * @param asked addresses other than the server's that the pages wanted; they got nothing from there
 * @param errors of the pages' scripts
 * @param folder of the pictures
 */
record RunPage(String overview, String charts, int curves, List<String> asked, List<String> errors, Path folder) {

    /**
     * Opens both pages.
     *
     * @param run name of the run
     * @param folder where the pictures go
     * @param searches what is typed into the fields that search among metrics, parameters and charts
     */
    static RunPage open(URI server, String run, Path folder, List<String> searches)
            throws IOException, InterruptedException {
        Path errors = folder.resolve("browser.log");
        List<String> command = new ArrayList<>(List.of(
                "node",
                Repository.ROOT.resolve("tests/src/test/browser/run-page.mjs").toString(),
                System.getProperty("espalier.browser"),
                server.toString(),
                run,
                folder.toString()));
        command.addAll(searches);
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        byte[] said = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException("the browser did not show " + run + ":\n" + Files.readString(errors));
        }
        JsonNode seen = JsonMapper.builder().build().readTree(said);
        return new RunPage(
                seen.get("overview").asText(),
                seen.get("charts").asText(),
                seen.get("curves").asInt(),
                texts(seen.get("asked")),
                texts(seen.get("errors")),
                folder);
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    Path overviewPicture() {
        return folder.resolve("mlflow-run.png");
    }

    Path chartsPicture() {
        return folder.resolve("mlflow-charts.png");
    }
}
