package io.espalier.models.coupling;

import java.util.ArrayList;
import java.util.List;

/** Sets of small integers that only ever grow together (union-find with path halving). The smallest integer stands for its set. */
final class DisjointSets {

    private final List<Integer> parents = new ArrayList<>();

    /** A new integer, alone in its set. */
    int add() {
        parents.add(parents.size());
        return parents.size() - 1;
    }

    int size() {
        return parents.size();
    }

    int find(int element) {
        int current = element;
        while (parents.get(current) != current) {
            parents.set(current, parents.get(parents.get(current)));
            current = parents.get(current);
        }
        return current;
    }

    void union(int first, int second) {
        int one = find(first);
        int other = find(second);
        parents.set(Math.max(one, other), Math.min(one, other));
    }
}
