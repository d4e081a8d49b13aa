package io.espalier.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisationTest {

    @Test
    void metadataReadsBackToTheSameBits() {
        RandomGenerator random = RandomKey.of(3, "test.metadata").generator();
        for (int i = 0; i < 1_000; i++) {
            List<Double> mean = new ArrayList<>();
            List<Double> deviation = new ArrayList<>();
            for (int channel = 0; channel < 3; channel++) {
                mean.add(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
                deviation.add(Double.MIN_NORMAL + Math.abs(random.nextGaussian()));
            }
            Normalisation normalisation = new Normalisation(mean, deviation);
            assertThat(Normalisation.fromMetadata(normalisation.toMetadata())).contains(normalisation);
        }
    }

    @Test
    void metadataIsNumbersSeparatedByCommas() {
        assertThat(new Normalisation(List.of(0.485, 0.5), List.of(0.25, 1.0)).toMetadata())
                .containsOnly(
                        Map.entry("espalier.normalisation.mean", "0.485,0.5"),
                        Map.entry("espalier.normalisation.deviation", "0.25,1.0"));
    }

    @Test
    void otherMetadataSayNothing() {
        assertThat(Normalisation.fromMetadata(Map.of("author", "x"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0.5     | half    | metadata espalier.normalisation.deviation must be numbers separated by commas: 'half'",
                "0.5,,1  | 1       | metadata espalier.normalisation.mean must be numbers separated by commas: '0.5,,1'",
                "0.5,0.5 | 1       | mean and deviation must have one value a channel: [0.5, 0.5], [1.0]",
                "0.5     | 0       | deviation must be positive: [0.0]",
                "0.5     | NaN     | deviation must be positive: [NaN]",
                "0.5     | Infinity | deviation must be positive: [Infinity]",
                "NaN     | 1       | mean must be finite: [NaN]",
            })
    void brokenMetadataAreRefused(String mean, String deviation, String message) {
        Map<String, String> metadata =
                Map.of("espalier.normalisation.mean", mean, "espalier.normalisation.deviation", deviation);
        assertThatThrownBy(() -> Normalisation.fromMetadata(metadata))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void metadataWithOneOfTheTwoAreRefused() {
        assertThatThrownBy(() -> Normalisation.fromMetadata(Map.of(Normalisation.MEAN_KEY, "1")))
                .hasMessage("metadata espalier.normalisation.deviation must be numbers separated by commas: ''");
    }

    /** What a network wants that was trained on pixel values from 0 to 255. */
    @Test
    void bytesGoInAsTheyAre() {
        float[] inputs = Normalisation.ofBytes(List.of(0.0), List.of(1.0)).inputs(0);
        for (int value = 0; value < 256; value++) {
            assertThat(inputs[value]).isEqualTo(value);
        }
    }

    @Test
    void inputIsTheDistanceFromTheMeanInDeviations() {
        float[] inputs = new Normalisation(List.of(0.0, 0.2), List.of(1.0, 0.4)).inputs(1);
        assertThat(inputs[51]).isZero();
        assertThat(inputs[153]).isEqualTo(1);
    }
}
