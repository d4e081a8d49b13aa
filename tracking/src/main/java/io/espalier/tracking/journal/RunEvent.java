package io.espalier.tracking.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened in a run and is worth keeping. Maps are kept in the order of their keys, whatever map is given. All numbers are finite: every
 * constructor throws {@link IllegalArgumentException} naming event and field otherwise.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.RunStarted.class, name = "run-started"),
    @JsonSubTypes.Type(value = RunEvent.RunDescribed.class, name = "run-described"),
    @JsonSubTypes.Type(value = RunEvent.ProfileFinished.class, name = "profile-finished"),
    @JsonSubTypes.Type(value = RunEvent.LatencyTableBuilt.class, name = "latency-table-built"),
    @JsonSubTypes.Type(value = RunEvent.PlanConfirmed.class, name = "plan-confirmed"),
    @JsonSubTypes.Type(value = RunEvent.EpisodeFinished.class, name = "episode-finished"),
    @JsonSubTypes.Type(value = RunEvent.BestFound.class, name = "best-found"),
    @JsonSubTypes.Type(value = RunEvent.RoundFinished.class, name = "round-finished"),
    @JsonSubTypes.Type(value = RunEvent.EpochFinished.class, name = "epoch-finished"),
    @JsonSubTypes.Type(value = RunEvent.ResultReported.class, name = "result-reported"),
    @JsonSubTypes.Type(value = RunEvent.ArtifactWritten.class, name = "artifact-written"),
    @JsonSubTypes.Type(value = RunEvent.Warned.class, name = "warned"),
    @JsonSubTypes.Type(value = RunEvent.TimeSpent.class, name = "time-spent"),
    @JsonSubTypes.Type(value = RunEvent.RunResumed.class, name = "run-resumed"),
    @JsonSubTypes.Type(value = RunEvent.RunFinished.class, name = "run-finished")
})
public sealed interface RunEvent {

    /**
     * The first event of a run.
     *
     * @param parameters the resolved config, flat: {@code "budget.macs" -> "0.5"}
     */
    record RunStarted(String name, long seed, String configHash, Map<String, String> parameters) implements RunEvent {
        public RunStarted {
            parameters = Checked.sorted(parameters);
        }
    }

    /**
     * What the run is, for people; one that comes later replaces it.
     *
     * @param markdown without times of the clock, which would differ when a run is resumed
     */
    record RunDescribed(String markdown) implements RunEvent {}

    /**
     * The network was measured.
     *
     * @param groups facts by their name, by the coupled group's name
     */
    record ProfileFinished(Map<String, Map<String, Double>> groups) implements RunEvent {
        public ProfileFinished {
            groups = Checked.sortedNested("ProfileFinished.groups", groups);
        }
    }

    /**
     * A candidate was evaluated.
     *
     * @param round from 0
     * @param episode from 0, counted over all rounds
     * @param agent who proposed it
     * @param best merit of the best candidate by now that may win, this one included: its reward, where rewards do not adapt; empty if none may yet
     * @param accuracy on the search-validation split, in [0, 1]
     * @param loss mean cross-entropy on the same images, in nats, at least 0
     * @param share of the search images that it was scored on, in (0, 1]; below 1 accuracy and loss are estimates
     * @param macsFraction kept MACs / the unpruned network's, at least 0
     * @param parametersFraction the same of parameters
     * @param latency empty if it is switched off
     * @param plan kept channel indices by the group's name
     */
    record EpisodeFinished(
            int round,
            int episode,
            String agent,
            double reward,
            Optional<Double> best,
            double accuracy,
            double loss,
            double share,
            double macsFraction,
            double parametersFraction,
            Optional<LatencyRecord> latency,
            Map<String, List<Integer>> plan)
            implements RunEvent {
        public EpisodeFinished {
            Checked.counter("EpisodeFinished.round", round);
            Checked.counter("EpisodeFinished.episode", episode);
            Checked.finite("EpisodeFinished.reward", reward);
            best.ifPresent(value -> Checked.finite("EpisodeFinished.best", value));
            Checked.fraction("EpisodeFinished.accuracy", accuracy);
            Checked.finite("EpisodeFinished.loss", loss);
            Checked.fraction("EpisodeFinished.share", share);
            Checked.finite("EpisodeFinished.macsFraction", macsFraction);
            Checked.finite("EpisodeFinished.parametersFraction", parametersFraction);
            plan = Checked.sortedLists(plan);
        }
    }

    /**
     * Latency as a ratio of times, candidate / unpruned.
     *
     * @param source {@code "measured"} or {@code "predicted"}
     * @param lower end of the 95 % confidence interval; of a prediction, the ratio less the mean error
     * @param upper the other end
     * @param rounds that were timed; 0 for a prediction
     * @param fingerprint id of the target
     */
    record LatencyRecord(String source, double ratio, double lower, double upper, int rounds, String fingerprint) {
        public LatencyRecord {
            Checked.finite("LatencyRecord.ratio", ratio);
            Checked.finite("LatencyRecord.lower", lower);
            Checked.finite("LatencyRecord.upper", upper);
            Checked.counter("LatencyRecord.rounds", rounds);
        }

        /** What a measured ratio has as its source. */
        public static final String MEASURED = "measured";
    }

    /**
     * The target's latency can be predicted from now on.
     *
     * @param fingerprint id of the target
     * @param metrics of the table, such as its error on plans that it was not fitted to, by name, with the unit in it
     */
    record LatencyTableBuilt(String fingerprint, Map<String, Double> metrics) implements RunEvent {
        public LatencyTableBuilt {
            metrics = Checked.sortedFinite("LatencyTableBuilt.metrics", metrics);
        }
    }

    /**
     * The latency of a candidate that promised to be the best so far was measured whole; comes before the candidate's
     * {@link EpisodeFinished}.
     *
     * @param episode from 0, counted over all rounds
     * @param predictedLatencyRatio what had been expected
     * @param latency what was measured
     * @param mayWin whether that is within the budget
     */
    record PlanConfirmed(int episode, double predictedLatencyRatio, LatencyRecord latency, boolean mayWin)
            implements RunEvent {
        public PlanConfirmed {
            Checked.counter("PlanConfirmed.episode", episode);
            Checked.finite("PlanConfirmed.predictedLatencyRatio", predictedLatencyRatio);
        }
    }

    /**
     * A candidate is the best one by now; comes behind its {@link EpisodeFinished}.
     *
     * @param episode from 0, counted over all rounds
     * @param ratios share of its channels that each group loses, in [0, 1), by the group's name
     */
    record BestFound(int episode, Map<String, Double> ratios) implements RunEvent {
        public BestFound {
            Checked.counter("BestFound.episode", episode);
            ratios = Checked.sortedFinite("BestFound.ratios", ratios);
        }
    }

    /**
     * The learner has learned from a round of episodes.
     *
     * @param round from 0
     * @param metrics such as losses and the time of each phase, by name, with the unit in it
     */
    record RoundFinished(int round, Map<String, Double> metrics) implements RunEvent {
        public RoundFinished {
            Checked.counter("RoundFinished.round", round);
            metrics = Checked.sortedFinite("RoundFinished.metrics", metrics);
        }
    }

    /**
     * A network was trained for one pass over the training split.
     *
     * @param phase for instance {@code "fine-tuning.learned"}
     * @param epoch from 0
     * @param loss mean over the epoch
     * @param accuracy of the epoch's training batches, augmented, in [0, 1]
     */
    record EpochFinished(String phase, int epoch, double loss, double accuracy) implements RunEvent {
        public EpochFinished {
            Checked.counter("EpochFinished.epoch", epoch);
            Checked.finite("EpochFinished.loss", loss);
            Checked.fraction("EpochFinished.accuracy", accuracy);
        }
    }

    /**
     * A line of the report.
     *
     * @param subject for instance {@code "unpruned"}, {@code "learned"}, {@code "uniform"}
     * @param metrics by name, with the unit in it
     */
    record ResultReported(String subject, Map<String, Double> metrics) implements RunEvent {
        public ResultReported {
            metrics = Checked.sortedFinite("ResultReported.metrics", metrics);
        }
    }

    /**
     * A file of the run's folder is complete.
     *
     * @param file relative to the run's folder, with {@code /}
     */
    record ArtifactWritten(String file) implements RunEvent {
        public ArtifactWritten {
            Checked.inside("ArtifactWritten.file", file);
        }
    }

    /** Something the user should know, and that did not stop the run. */
    record Warned(String message) implements RunEvent {}

    /**
     * Where the run's time went, right before its end. Phases and work that took no time are absent.
     *
     * @param wallSeconds time that went by in each phase; a run is in one phase at a time, so they add up to the run's
     * @param cpuSeconds time of processors that the whole process got in each phase
     * @param workerCpuSeconds time of processors that the threads that evaluate candidates got for each kind of work, added up over them; a
     *     part of {@code cpuSeconds}
     */
    record TimeSpent(
            Map<String, Double> wallSeconds, Map<String, Double> cpuSeconds, Map<String, Double> workerCpuSeconds)
            implements RunEvent {
        public TimeSpent {
            wallSeconds = Checked.sortedFinite("TimeSpent.wallSeconds", wallSeconds);
            cpuSeconds = Checked.sortedFinite("TimeSpent.cpuSeconds", cpuSeconds);
            workerCpuSeconds = Checked.sortedFinite("TimeSpent.workerCpuSeconds", workerCpuSeconds);
        }
    }

    /**
     * A process has done again what was recorded before this event and goes on from here. Where it stands depends on when the run was
     * stopped, so runs that are the same may differ in it.
     *
     * @param metrics what that took, by name, with the unit in it
     */
    record RunResumed(Map<String, Double> metrics) implements RunEvent {
        public RunResumed {
            metrics = Checked.sortedFinite("RunResumed.metrics", metrics);
        }
    }

    /**
     * The last event of a run, or of a process: behind one that was interrupted or failed the run may have been resumed.
     *
     * @param message why it ended so; may be empty
     */
    record RunFinished(Status status, String message) implements RunEvent {}

    /** How a run ended. */
    enum Status {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }
}
