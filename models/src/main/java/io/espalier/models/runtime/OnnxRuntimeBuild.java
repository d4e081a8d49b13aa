package io.espalier.models.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The build of ONNX Runtime that this program has: its version, its execution providers, its libraries. */
public final class OnnxRuntimeBuild {

    private static final String LIBRARIES = "onnxruntime.native.path";
    private static final String FOLDER_PREFIX = "espalier-onnxruntime";
    private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");

    private OnnxRuntimeBuild() {}

    /** For instance {@code 1.29.0}. */
    public static String version() {
        return Sessions.environment().getVersion();
    }

    /** The execution providers that this build has. */
    public static Set<EngineSettings.Provider> providers() {
        Set<OrtProvider> available = OrtEnvironment.getAvailableProviders();
        Set<EngineSettings.Provider> providers = EnumSet.noneOf(EngineSettings.Provider.class);
        for (EngineSettings.Provider provider : EngineSettings.Provider.values()) {
            if (available.contains(OrtProvider.valueOf(provider.name()))) {
                providers.add(provider);
            }
        }
        return providers;
    }

    /** @throws IllegalArgumentException if this build does not have the provider; the message names those that it has */
    public static void requireProvider(EngineSettings.Provider provider) {
        // Its environment first, which starts in the way that it needs.
        String version = version();
        Set<EngineSettings.Provider> providers = providers();
        if (!providers.contains(provider)) {
            throw new IllegalArgumentException("provider must be one that this build of ONNX Runtime %s has, %s: %s"
                    .formatted(version, providers, provider)
                    .toLowerCase(Locale.ROOT)
                    .replace("onnx runtime", "ONNX Runtime"));
        }
    }

    /**
     * A folder with the libraries, for {@link #librariesOption}: unpacked once for this process and its children, instead of anew by each
     * of them, and removed at its end. Empty where they are not found as they are expected; then each process unpacks its own.
     *
     * @throws UncheckedIOException if they cannot be written
     */
    public static Optional<Path> libraries() {
        String given = System.getProperty(LIBRARIES);
        return given != null ? Optional.of(Path.of(given)) : Unpacked.FOLDER;
    }

    /** The option with which a virtual machine takes the libraries from a folder. */
    public static String librariesOption(Path folder) {
        return "-D" + LIBRARIES + "=" + folder;
    }

    /**
     * Removes the folder that this process was given through {@link #librariesOption}, if {@link #libraries} made it: for a child whose
     * parent was killed and can no longer do it. What cannot be removed stays.
     */
    public static void removeLibraries() {
        String given = System.getProperty(LIBRARIES);
        if (given == null || !Path.of(given).getFileName().toString().startsWith(FOLDER_PREFIX)) {
            return;
        }
        Path folder = Path.of(given);
        NAMES.forEach(name -> remove(folder.resolve(System.mapLibraryName(name))));
        remove(folder);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // In use, where the system does not remove what is in use, or not empty.
            return;
        }
    }

    /** Done when it is first asked for. */
    private static final class Unpacked {

        private static final Optional<Path> FOLDER = unpack();
    }

    private static Optional<Path> unpack() {
        String place = "/ai/onnxruntime/native/" + platform() + "/";
        for (String name : NAMES) {
            if (OrtEnvironment.class.getResource(place + System.mapLibraryName(name)) == null) {
                return Optional.empty();
            }
        }
        try {
            Path folder = Files.createTempDirectory(FOLDER_PREFIX);
            // Files go before their folder: the last that was named is removed first.
            folder.toFile().deleteOnExit();
            for (String name : NAMES) {
                unpack(place, folder.resolve(System.mapLibraryName(name)));
            }
            return Optional.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private static void unpack(String place, Path file) throws IOException {
        file.toFile().deleteOnExit();
        try (InputStream library = OrtEnvironment.class.getResourceAsStream(place + file.getFileName())) {
            if (library == null) {
                throw new IOException("it was there a moment ago: " + place + file.getFileName());
            }
            Files.copy(library, file);
        }
    }

    /** As the jar of ONNX Runtime names its folders. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String family = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return family + "-" + (architecture.equals("aarch64") || architecture.equals("arm64") ? "aarch64" : "x64");
    }
}
