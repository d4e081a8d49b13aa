package io.espalier.experiments.comparison;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.search.SearchRun;
import io.espalier.tracking.run.RunFolder;

/**
 * One search of a contest.
 *
 * @param budget its name
 * @param contender its name
 */
record Cell(String budget, String contender, long seed, LoadedConfig<SearchConfig> loaded) {

    /** Where its run is or will be. */
    RunFolder folder() {
        return SearchRun.folder(loaded);
    }

    @Override
    public String toString() {
        return "%s, %s, seed %d".formatted(contender, budget, seed);
    }
}
