package io.espalier.models.coupling;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Random choices of kept units. */
public final class RandomPlans {

    private RandomPlans() {}

    /** Keeps a random number of random units in every group; about one group in four stays whole. */
    public static PruningPlan of(List<ChannelGroup> groups, long seed) {
        return of(groups, seed, 1);
    }

    /** The same with at least so many units in every group that has them. */
    public static PruningPlan of(List<ChannelGroup> groups, long seed, int least) {
        Random random = new Random(RandomKey.of(seed, "test.plan").derivedSeed());
        TreeMap<String, List<Integer>> kept = new TreeMap<>();
        for (ChannelGroup group : groups) {
            List<Integer> units =
                    new ArrayList<>(IntStream.range(0, group.width()).boxed().toList());
            Collections.shuffle(units, random);
            int fewest = Math.min(least, group.width());
            int count = random.nextInt(4) == 0 ? group.width() : fewest + random.nextInt(group.width() - fewest + 1);
            kept.put(group.name(), units.subList(0, count).stream().sorted().toList());
        }
        return new PruningPlan(kept);
    }

    /** Removes exactly one random unit of one group that has at least two. */
    public static PruningPlan oneUnit(List<ChannelGroup> groups, long seed) {
        Random random = new Random(RandomKey.of(seed, "test.unit").derivedSeed());
        List<ChannelGroup> wide =
                groups.stream().filter(group -> group.width() > 1).toList();
        ChannelGroup group = wide.get(random.nextInt(wide.size()));
        int removed = random.nextInt(group.width());
        List<Integer> kept = IntStream.range(0, group.width())
                .filter(unit -> unit != removed)
                .boxed()
                .toList();
        return PruningPlan.of(java.util.Map.of(group.name(), kept));
    }
}
