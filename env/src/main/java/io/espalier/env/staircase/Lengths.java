package io.espalier.env.staircase;

/**
 * The lengths that an axis can have: {@code first, first + step, ... last}.
 *
 * @param step at least 1; divides {@code last - first}
 */
record Lengths(int first, int last, int step) {

    Lengths {
        if (!(first >= 1 && first <= last && step >= 1 && (last - first) % step == 0)) {
            throw new IllegalArgumentException(
                    "lengths must be ascending and in whole steps: %d, %d, %d".formatted(first, last, step));
        }
    }

    int size() {
        return (last - first) / step + 1;
    }

    int at(int index) {
        return first + index * step;
    }

    /** Place of the nearest of these lengths. */
    int indexOf(int length) {
        return Math.min(size() - 1, Math.max(0, (length - first + step / 2) / step));
    }

    /** These and others, and what lies between in common steps. */
    Lengths union(Lengths other) {
        int common = gcd(gcd(stride(), other.stride()), Math.abs(first - other.first));
        return new Lengths(Math.min(first, other.first), Math.max(last, other.last), Math.max(1, common));
    }

    private int stride() {
        return size() == 1 ? 0 : step;
    }

    static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
