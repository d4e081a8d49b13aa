package io.espalier.models.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.random.RandomKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Files that are certainly broken; what may also be harmless is in {@link PolicyFileTest}. */
class BrokenPolicyFilesTest {

    private static final String TEXT = PolicyFile.json(SamplePolicies.of(RandomNetworks.residual(3), 1));

    /** What a recipe holds is for its reader; the rest is checked here. */
    private static final int RECIPE_BEGIN = TEXT.indexOf("\"recipe\"");

    private static final int RECIPE_END = TEXT.indexOf("\"provenance\"");

    private static final Pattern KEY = Pattern.compile("\"[a-z_]+\" : ");
    private static final Pattern NUMBER = Pattern.compile("(?<=[:\\[,] )-?[0-9][0-9.E-]*");
    private static final int FILES = 1000;
    private static final int DEEP = 100_000;

    /** How a file is broken. */
    private enum Fault {
        /** Anywhere before the last brace. */
        CUT_SHORT {
            @Override
            byte[] breakIt(RandomGenerator random) {
                return Arrays.copyOf(bytes(TEXT), random.nextInt(TEXT.lastIndexOf('}')));
            }
        },
        /** A byte that stands nowhere in JSON as UTF-8. */
        FORBIDDEN_BYTE {
            @Override
            byte[] breakIt(RandomGenerator random) {
                byte[] bytes = bytes(TEXT);
                bytes[random.nextInt(TEXT.lastIndexOf('}') + 1)] = random.nextBoolean() ? (byte) 0xff : 1;
                return bytes;
            }
        },
        DEEPLY_NESTED {
            @Override
            byte[] breakIt(RandomGenerator random) {
                String opening = random.nextBoolean() ? "[" : "{\"a\":";
                String closing = opening.equals("[") ? "]" : "}";
                String nested = opening.repeat(DEEP) + "0" + (random.nextBoolean() ? closing.repeat(DEEP) : "");
                return replaced(any(KEY, 0, TEXT.length(), random), match -> match + nested + ", \"a\" : ");
            }
        },
        /** Digits by the thousand, or an exponent without measure. */
        HUGE_NUMBER {
            @Override
            byte[] breakIt(RandomGenerator random) {
                List<String> huge = List.of("9".repeat(5000), "1e999999999", "-1e400");
                return replaced(outsideRecipe(NUMBER, random), match -> huge.get(random.nextInt(huge.size())));
            }
        },
        REPEATED_KEY {
            @Override
            byte[] breakIt(RandomGenerator random) {
                return replaced(any(KEY, 0, TEXT.length(), random), match -> match + "0, " + match);
            }
        },
        UNKNOWN_KEY {
            @Override
            byte[] breakIt(RandomGenerator random) {
                return replaced(
                        outsideRecipe(KEY, random), match -> "\"unknown_" + random.nextInt(10) + "\" : 0, " + match);
            }
        },
        MISNAMED_KEY {
            @Override
            byte[] breakIt(RandomGenerator random) {
                return replaced(outsideRecipe(KEY, random), match -> match.replaceFirst("[a-z]", "x"));
            }
        },
        OTHER_FORMAT {
            @Override
            byte[] breakIt(RandomGenerator random) {
                int found = random.nextInt();
                return bytes(TEXT.replaceFirst("\"format\" : 2", "\"format\" : " + (found == 2 ? 3 : found)));
            }
        };

        abstract byte[] breakIt(RandomGenerator random);
    }

    /** Changes a text. */
    private interface Change {
        String of(String found);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MatchResult any(Pattern pattern, int from, int to, RandomGenerator random) {
        List<MatchResult> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(TEXT).region(from, to);
        matcher.useTransparentBounds(true);
        while (matcher.find()) {
            found.add(matcher.toMatchResult());
        }
        return found.get(random.nextInt(found.size()));
    }

    private static MatchResult outsideRecipe(Pattern pattern, RandomGenerator random) {
        return random.nextBoolean()
                ? any(pattern, 0, RECIPE_BEGIN, random)
                : any(pattern, RECIPE_END, TEXT.length(), random);
    }

    private static byte[] replaced(MatchResult place, Change change) {
        return bytes(TEXT.substring(0, place.start()) + change.of(place.group()) + TEXT.substring(place.end()));
    }

    @Test
    void oneThousandBrokenFilesAreRefusedEachWithAReason() {
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
        for (int number = 1; number <= FILES; number++) {
            RandomGenerator random = RandomKey.of(number, "test.broken").generator();
            Fault fault = Fault.values()[number % Fault.values().length];
            byte[] broken = fault.breakIt(random);
            Throwable thrown = catchThrowable(() -> PolicyFile.read(new ByteArrayInputStream(broken), "policy"));
            assertThat(thrown)
                    .as("file %d, %s:%n%.3000s", number, fault, new String(broken, StandardCharsets.UTF_8))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(thrown.getMessage())
                    .as("file %d, %s", number, fault)
                    .startsWith("policy must be a policy: ")
                    .hasSizeBetween(30, 1000)
                    .doesNotContain("java.", "fasterxml", "io.espalier", "\tat ");
            counts.merge(fault, 1, Integer::sum);
        }
        assertThat(counts).hasSize(Fault.values().length);
    }

    @Test
    void anotherFormatIsNamedWithTheOneThatIsKnown() {
        for (String format : List.of("0", "1", "3", "-2", "2147483647")) {
            byte[] other = bytes(TEXT.replaceFirst("\"format\" : 2", "\"format\" : " + format));
            assertThat(catchThrowable(() -> PolicyFile.read(new ByteArrayInputStream(other), "policy")))
                    .hasMessage("policy must be a policy: format must be 2: " + format);
        }
    }
}
