package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(#[^)\\s]*)?\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        return documents().stream()
                .map(document -> DynamicTest.dynamicTest(
                        Repository.ROOT.relativize(document).toString(),
                        () -> assertThat(brokenLinks(document)).isEmpty()));
    }

    @Test
    void everyDecisionIsInTheIndex() throws IOException {
        Path folder = Repository.ROOT.resolve("docs/adr");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> decisions = Files.list(folder)) {
            assertThat(decisions
                            .map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.matches("\\d{4}-.*\\.md")))
                    .isNotEmpty()
                    .allMatch(name -> index.contains("](" + name + ")"));
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String folder : List.of(".", "docs", "docs/adr", "examples")) {
            try (Stream<Path> files = Files.list(Repository.ROOT.resolve(folder).normalize())) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents;
    }

    private static List<String> brokenLinks(Path document) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""));
        while (link.find()) {
            String path = link.group(1);
            if (!path.matches("[a-z]+:.*") && !leadsSomewhere(document, path, link.group(2))) {
                broken.add(link.group());
            }
        }
        return broken;
    }

    private static boolean leadsSomewhere(Path document, String path, @org.jspecify.annotations.Nullable String anchor)
            throws IOException {
        Path target = path.isEmpty() ? document : document.resolveSibling(path);
        if (!Files.exists(target) || anchor == null) {
            return Files.exists(target);
        }
        return HEADING.matcher(Files.readString(target))
                .results()
                .anyMatch(heading -> anchor.equals("#" + slug(heading.group(1))));
    }

    /** How GitHub makes an anchor of a heading. */
    private static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }
}
