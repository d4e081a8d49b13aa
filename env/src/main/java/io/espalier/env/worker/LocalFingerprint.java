package io.espalier.env.worker;

import ai.onnxruntime.OrtEnvironment;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Describes this machine and what it runs networks with. */
final class LocalFingerprint {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path GOVERNOR = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    private static final String UNKNOWN = "unknown";

    private LocalFingerprint() {}

    static TargetFingerprint of(TargetSettings settings) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("processor", processor("model name"));
        facts.put("flags", processor("flags"));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("governor", firstLine(GOVERNOR));
        facts.put(
                "operating_system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")));
        facts.put("architecture", System.getProperty("os.arch"));
        facts.put("runtime", settings.runtime().name().toLowerCase(Locale.ROOT));
        facts.put("runtime_version", OrtEnvironment.getEnvironment().getVersion());
        facts.put("batch", String.valueOf(settings.batch()));
        facts.put("threads", String.valueOf(settings.threads()));
        facts.put("optimisation", settings.optimisation().name().toLowerCase(Locale.ROOT));
        facts.put("provider", settings.provider().name().toLowerCase(Locale.ROOT));
        facts.put("spinning", String.valueOf(settings.spinning()));
        return TargetFingerprint.of(facts);
    }

    private static String processor(String key) {
        if (!Files.isReadable(PROCESSORS)) {
            return UNKNOWN;
        }
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROCESSORS, e);
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file).trim() : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
