package io.espalier.experiments.rewards;

import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.rewards.StudiedPlan.FineTuned;
import io.espalier.experiments.rewards.StudiedPlan.Scores;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dl4j.Trainer;
import io.espalier.models.dl4j.TrainingListener;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.runtime.Score;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is done with one plan. Thread-safe. */
record PlanTrial(Recovery recovery, UnitRanking ranking, Images images, Interruption interruption) {

    private static final int BATCH = 100;

    /**
     * What a plan is judged and trained on.
     *
     * @param reward what a search would score it on
     * @param search the whole search split
     * @param training first images of each class of the training split
     */
    record Images(PreparedImages reward, PreparedImages search, ImageSet training) {

        /** @param training number of training images; all if there are fewer */
        Images(Recovery recovery, SearchConfig.Evaluation evaluation, int training) {
            this(
                    prepared(recovery, evaluation.searchImages()),
                    prepared(recovery, 0),
                    first(recovery.splits().train(), training));
        }

        private static PreparedImages prepared(Recovery recovery, int wanted) {
            return PreparedImages.of(first(recovery.splits().search(), wanted), recovery.normalisation(), BATCH);
        }

        private static ImageSet first(ImageSet images, int wanted) {
            return wanted == 0 || wanted >= images.size() ? images : DataSplits.firstOfEachClass(images, wanted);
        }
    }

    /** Prunes, scores, fine-tunes and scores again. */
    StudiedPlan of(int place, List<Integer> kept, double macs) {
        interruption.check();
        long start = System.nanoTime();
        PruningPlan plan = ranking.keep(named(kept));
        NetworkGraph reconstructed = recovery.reconstruct(plan);
        NetworkGraph tuned = Trainer.of(recovery.recipe().fineTuning())
                .withListener(new Stop(interruption))
                .train(reconstructed, images.training(), recovery.normalisation());
        return new StudiedPlan(
                place,
                kept,
                macs,
                scored(Surgeon.prune(recovery.unpruned(), recovery.groups(), plan)),
                scored(reconstructed),
                fineTuned(tuned),
                (System.nanoTime() - start) / 1e9);
    }

    /** On the images of the reward. */
    Scores scored(NetworkGraph network) {
        Score score = score(network, images.reward());
        return new Scores(score.accuracy(), score.crossEntropy(), score.confidence());
    }

    /** On the search split. */
    FineTuned fineTuned(NetworkGraph network) {
        int seen = images.reward().size();
        int size = images.search().size();
        double all = score(network, images.search()).accuracy();
        double right = all * size - score(network, images.reward()).accuracy() * seen;
        return new FineTuned(all, size == seen ? all : Math.round(right) / (double) (size - seen));
    }

    private static Score score(NetworkGraph network, PreparedImages on) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(network), EngineSettings.DEFAULTS)) {
            return engine.score(on);
        }
    }

    private Map<String, Integer> named(List<Integer> kept) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int group = 0; group < kept.size(); group++) {
            counts.put(recovery.groups().get(group).name(), kept.get(group));
        }
        return counts;
    }

    /** Ends a training within a batch when the user asks. */
    private record Stop(Interruption interruption) implements TrainingListener {

        @Override
        public void epochFinished(Epoch epoch) {
            interruption.check();
        }

        @Override
        public void batchFinished(int epoch, int done, int batches) {
            interruption.check();
        }
    }
}
