package io.espalier.experiments.search;

import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import io.espalier.models.runtime.PreparedImages;
import java.util.Optional;

/** The images of the search split that a search looks at. */
record SearchImages(SearchConfig config, Recovery recovery) {

    /** What candidates are scored on. */
    PreparedImages scored() {
        return images(config.evaluation().searchImages());
    }

    /**
     * What sensitivity curves are measured on.
     *
     * @param scored what candidates are scored on
     * @return empty if it is the same
     */
    Optional<PreparedImages> ofProfile(PreparedImages scored) {
        int wanted = config.profile().images();
        return wanted == 0 || wanted >= scored.size() ? Optional.empty() : Optional.of(images(wanted));
    }

    /** @param wanted 0 for all */
    private PreparedImages images(int wanted) {
        ImageSet search = recovery.splits().search();
        ImageSet used = wanted == 0 || wanted >= search.size() ? search : DataSplits.firstOfEachClass(search, wanted);
        return PreparedImages.of(
                used, recovery.normalisation(), config.evaluation().batch());
    }
}
