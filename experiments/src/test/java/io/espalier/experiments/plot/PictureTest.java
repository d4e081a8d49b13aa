package io.espalier.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.plot.IntervalChart.Interval;
import io.espalier.experiments.plot.IntervalChart.Mark;
import io.espalier.experiments.plot.IntervalChart.Tone;
import io.espalier.experiments.plot.LineChart.Line;
import io.espalier.experiments.plot.LineChart.Style;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PictureTest {

    private static final IntervalChart INTERVALS = new IntervalChart(
            "Latency against a <b> & c",
            "ratio",
            "target 0123456789ab",
            new Mark(1, 0.01),
            List.of(
                    new Interval("twin", 1.002, 0.996, 1.008, Tone.NEUTRAL, "1.002"),
                    new Interval("half.onnx", 0.886, 0.88, 0.892, Tone.GOOD, "0.886 faster"),
                    new Interval("other.onnx", 1.1, 1.09, 1.12, Tone.BAD, "1.100 slower")));

    private static final LineChart LINES = new LineChart(
            "Staircase",
            "channels",
            "time [us]",
            "target 0123456789ab",
            List.of(
                    new Line("layer1", Style.STEPS, stairs(1)),
                    new Line("layer2", Style.STEPS, stairs(2)),
                    new Line("MACs alone", Style.LINE, List.of(new Point(1, 4), new Point(64, 90))),
                    new Line("measured", Style.POINTS, List.of(new Point(30, 50), new Point(50, 61)))));

    @TempDir
    private Path folder;

    @Test
    void svgIsWellFormedAndHoldsEveryText() throws Exception {
        Document intervals = parsed(Picture.svg(INTERVALS));
        assertThat(intervals.getElementsByTagName("text").item(0).getTextContent())
                .isNotEmpty();
        assertThat(intervals.getDocumentElement().getTextContent())
                .contains("Latency against a <b> & c", "half.onnx", "0.886 faster", "target 0123456789ab");
        assertThat(intervals.getElementsByTagName("circle").getLength()).isEqualTo(3);
        Document lines = parsed(Picture.svg(LINES));
        assertThat(lines.getDocumentElement().getTextContent())
                .contains("Staircase", "layer2", "channels", "time [us]", "target 0123456789ab");
    }

    @Test
    void bandIsSeenThroughAndWidensTheScale() throws Exception {
        Line line = new Line("mean", Style.LINE, List.of(new Point(0, 1.0), new Point(1, 1.1)));
        LineChart plain = new LineChart("Curves", "x", "y", "caption", List.of(line));
        LineChart banded = new LineChart(
                "Curves",
                "x",
                "y",
                "caption",
                List.of(line.withBand(
                        List.of(new Point(0, 0.9), new Point(1, 1.0), new Point(1, 1.3), new Point(0, 1.1)))));
        assertThat(parsed(Picture.svg(plain)).getElementsByTagName("polygon").getLength())
                .isZero();
        var bands = parsed(Picture.svg(banded)).getElementsByTagName("polygon");
        assertThat(bands.getLength()).isEqualTo(1);
        assertThat(bands.item(0).getAttributes().getNamedItem("fill-opacity").getNodeValue())
                .isEqualTo("0.15");
        assertThat(Picture.svg(banded)).contains(">1.30<");
        assertThat(Picture.svg(plain)).doesNotContain(">1.30<");
        Path file = folder.resolve("banded.png");
        Picture.write(banded, file);
        assertThat(Files.size(file)).isPositive();
    }

    @Test
    void everythingIsInsideThePicture() throws Exception {
        for (Chart chart : List.of(INTERVALS, LINES)) {
            var dots = parsed(Picture.svg(chart)).getElementsByTagName("circle");
            for (int i = 0; i < dots.getLength(); i++) {
                var at = dots.item(i).getAttributes();
                assertThat(Double.parseDouble(at.getNamedItem("cx").getNodeValue()))
                        .isBetween(0.0, (double) chart.width());
                assertThat(Double.parseDouble(at.getNamedItem("cy").getNodeValue()))
                        .isBetween(0.0, (double) chart.height());
            }
        }
    }

    @Test
    void sameChartGivesTheSameSvg() {
        assertThat(Picture.svg(LINES)).isEqualTo(Picture.svg(LINES));
    }

    @Test
    void pngShowsTheSameAtTwiceTheSize() throws IOException {
        for (Chart chart : List.of(INTERVALS, LINES)) {
            File file = folder.resolve("chart.png").toFile();
            Picture.write(chart, file.toPath());
            BufferedImage image = ImageIO.read(file);
            assertThat(image.getWidth()).isEqualTo(2 * chart.width());
            assertThat(image.getHeight()).isEqualTo(2 * chart.height());
            long painted = IntStream.range(0, image.getWidth() * image.getHeight())
                    .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) != 0xffffff)
                    .count();
            assertThat(painted).isGreaterThan(10_000);
        }
    }

    @Test
    void scaleHoldsAllValuesBetweenRoundNumbers() {
        Scale scale = Scale.of(List.of(0.875, 1.011), 100, 500);
        assertThat(scale.low()).isLessThanOrEqualTo(0.875);
        assertThat(scale.high()).isGreaterThanOrEqualTo(1.011);
        assertThat(scale.ticks().stream().map(scale::label))
                .containsExactly("0.86", "0.88", "0.90", "0.92", "0.94", "0.96", "0.98", "1.00", "1.02");
        assertThat(scale.at(scale.low())).isEqualTo(100);
        assertThat(scale.at(scale.high())).isEqualTo(500);
    }

    @Test
    void oneValueHasAScaleToo() {
        Scale scale = Scale.of(List.of(5.0), 0, 10);
        assertThat(scale.high()).isGreaterThan(scale.low());
        assertThat(scale.at(5)).isBetween(0.0, 10.0);
    }

    @Test
    void refusesAFileOfAnotherKindOrNowhere() {
        assertThatThrownBy(() -> Picture.requireWritable("--plot", Path.of("chart.pdf")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--plot must end in .svg or .png: 'chart.pdf'");
        Path nowhere = folder.resolve("nowhere").resolve("chart.svg");
        assertThatThrownBy(() -> Picture.requireWritable("--plot", nowhere))
                .hasMessage("--plot must be in an existing folder that can be written: '%s'".formatted(nowhere));
    }

    private static List<Point> stairs(int height) {
        return IntStream.rangeClosed(1, 16)
                .mapToObj(i -> new Point(4 * i, height * (10 + 2.5 * i + (i % 4 == 1 ? 5 : 0))))
                .toList();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
