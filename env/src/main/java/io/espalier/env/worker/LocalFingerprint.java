package io.espalier.env.worker;

import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.data.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Describes this machine and what it runs networks with. */
final class LocalFingerprint {

    private static final Path GOVERNOR = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    private static final String UNKNOWN = "unknown";
    private static final int DIGEST_LENGTH = 12;

    /** Beginnings of the flags that say which wide instructions there are, for those who read a fingerprint. */
    private static final List<String> WIDE =
            List.of("sse4", "avx", "fma", "amx", "f16c", "neon", "asimd", "sve", "i8mm", "bf16");

    private LocalFingerprint() {}

    /** @param placement what the measuring thread's place adds */
    static TargetFingerprint of(TargetSettings settings, String runtimeVersion, Map<String, String> placement) {
        Map<String, String> facts = new TreeMap<>(placement);
        List<String> flags = flags();
        facts.put("processor", processor());
        facts.put("flags", digest(flags));
        facts.put("simd", flags.stream().filter(LocalFingerprint::isWide).collect(Collectors.joining(" ")));
        facts.put("governor", Linux.firstLine(GOVERNOR).orElse(UNKNOWN));
        facts.put(
                "operating_system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")));
        facts.put("architecture", System.getProperty("os.arch"));
        facts.put("runtime", settings.runtime().name().toLowerCase(Locale.ROOT));
        facts.put("runtime_version", runtimeVersion);
        facts.put("batch", String.valueOf(settings.batch()));
        facts.put("threads", String.valueOf(settings.threads()));
        facts.put("optimisation", settings.optimisation().name().toLowerCase(Locale.ROOT));
        facts.put("provider", settings.provider().name().toLowerCase(Locale.ROOT));
        facts.put("spinning", String.valueOf(settings.spinning()));
        return TargetFingerprint.of(facts);
    }

    private static String processor() {
        return Linux.processor("model name")
                .or(() -> Linux.processor("CPU implementer").flatMap(implementer -> Linux.processor("CPU part")
                        .map(part -> "implementer %s part %s".formatted(implementer, part))))
                .orElse(UNKNOWN);
    }

    /** Ascending, because kernels list them in another order. */
    private static List<String> flags() {
        return Linux.processor("flags").or(() -> Linux.processor("Features")).stream()
                .flatMap(flags -> Arrays.stream(flags.split("\\s+")))
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isWide(String flag) {
        return WIDE.stream().anyMatch(flag::startsWith);
    }

    private static String digest(List<String> flags) {
        if (flags.isEmpty()) {
            return UNKNOWN;
        }
        return new Sha256()
                .add(String.join(" ", flags).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, DIGEST_LENGTH);
    }
}
