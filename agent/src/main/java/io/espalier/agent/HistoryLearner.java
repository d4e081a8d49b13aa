package io.espalier.agent;

import io.espalier.agent.plans.History;
import io.espalier.agent.plans.HistoryFile;
import io.espalier.agent.plans.PlanSearch;
import io.espalier.agent.plans.Tried;
import io.espalier.env.contract.SearchProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.rl4j.policy.IPolicy;

/**
 * A classical searcher as a learner: it looks at no observation, but proposes the actions of whole episodes from what was tried. Its state
 * is the history; its greedy policy repeats the best episode so far, or the searcher's first proposal before there is one.
 */
public final class HistoryLearner implements Learner {

    private static final String FILE = "history.txt";

    private final String name;
    private final int steps;
    private final PlanSearch search;
    private final List<double[]> proposals = new ArrayList<>();
    private History history = History.EMPTY;

    /** @param name in configurations, of the searcher */
    public HistoryLearner(String name, SearchProblem problem, PlanSearch search) {
        this.name = name;
        this.steps = problem.steps();
        this.search = search;
    }

    @Override
    public String name() {
        return name;
    }

    /** @throws IllegalArgumentException if the episode has been learned from already */
    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        int place = episode.episode() - history.size();
        if (place < 0) {
            throw new IllegalArgumentException("episode must come after the %d that were learned from: %d"
                    .formatted(history.size(), episode.episode()));
        }
        return repeating(proposal(place));
    }

    @Override
    public IPolicy<Double> greedy() {
        return repeating(history.best().map(Tried::actions).orElseGet(() -> proposal(0)));
    }

    /** Kept, because a proposal depends on those before it in its round. */
    private synchronized List<Double> proposal(int place) {
        while (proposals.size() <= place) {
            proposals.add(search.propose(history, List.copyOf(proposals)));
        }
        return Arrays.stream(proposals.get(place)).boxed().toList();
    }

    private static IPolicy<Double> repeating(List<Double> actions) {
        return new StepPolicy((step, observation) -> actions.get(step));
    }

    @Override
    public void learn(List<Trajectory> round) {
        become(history.with(round.stream()
                .map(played -> new Tried(played.actions(), played.totalReward()))
                .toList()));
    }

    private synchronized void become(History next) {
        history = next;
        proposals.clear();
    }

    /** {@code best_reward}, 0 before the first round, and what the searcher tells. */
    @Override
    public Map<String, Double> statistics() {
        Map<String, Double> statistics = new TreeMap<>(search.statistics(history));
        statistics.put("best_reward", history.best().map(Tried::reward).orElse(0.0));
        return statistics;
    }

    @Override
    public void save(Path folder) {
        SavedKind.write(folder, name);
        file(folder).write(history);
    }

    @Override
    public void restore(Path folder) {
        SavedKind.check(folder, name);
        become(file(folder).read());
    }

    private HistoryFile file(Path folder) {
        return new HistoryFile(folder.resolve(FILE), steps);
    }
}
