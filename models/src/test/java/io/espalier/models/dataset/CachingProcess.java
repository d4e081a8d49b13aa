package io.espalier.models.dataset;

import io.espalier.models.dataset.DataSettings.Corrupt;
import java.nio.file.Path;

/** Reads a data set many times through a cache whose file it removes in between, as another process may do at any moment. */
final class CachingProcess {

    private static final int TIMES = 40;

    private CachingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path cache = Path.of(arguments[1]);
        DataSettings settings = DataSettings.DEFAULTS.withCorrupt(Corrupt.SKIP).withCache(cache);
        for (int i = 0; i < TIMES; i++) {
            DataSource source = DataSource.read(arguments[0], settings);
            String state = source.report().cache();
            boolean whole = source.training().size() == 2 && source.training().pixel(0, 0) == 30;
            if (!whole || state.contains("damaged") || state.contains("not kept")) {
                throw new IllegalStateException(state);
            }
            if (i + 1 < TIMES) {
                java.nio.file.Files.deleteIfExists(Path.of(state.substring(state.lastIndexOf(' ') + 1)));
            }
        }
    }
}
