package io.espalier.models.coupling;

import java.util.regex.Pattern;

/**
 * What a person demands of some groups, whatever criterion or agent decides on them. Rules add up: a kept count is legal if every rule that
 * fits the group allows it, so their order does not matter.
 *
 * @param pattern which groups: a name with {@code *} for any characters and {@code ?} for one. It fits a group of that name, and the groups
 *     of the channels that a node of that name makes. With {@code !} in front it fits all groups but those
 * @param exclude whether these groups stay whole
 * @param minRatio smallest share of a group's units that goes, in [0, 1)
 * @param maxRatio largest share that goes, in [minRatio, 1]; one unit stays in any case
 * @param minKept smallest number of units that stay, at least 1
 * @param maxKept largest number of units that stay, at least {@code minKept}
 * @param multiple kept counts are multiples of this, or the whole width; at least 1
 */
public record KeepRule(
        String pattern, boolean exclude, double minRatio, double maxRatio, int minKept, int maxKept, int multiple) {

    /** Fits every group and allows everything. */
    public static final KeepRule ANYTHING = new KeepRule("*", false, 0, 1, 1, Integer.MAX_VALUE, 1);

    private static final String ALL_BUT = "!";

    /** Keeps 10 * (1 - 0.8) = 1.9999999999999996 from being more than 1 and less than 2. */
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalArgumentException if a value is out of range */
    public KeepRule {
        if (pattern.isBlank() || pattern.equals(ALL_BUT)) {
            throw new IllegalArgumentException("pattern must not be blank: '" + pattern + "'");
        }
        if (!(minRatio >= 0 && minRatio < 1)) {
            throw new IllegalArgumentException("minRatio must be in [0, 1): " + minRatio);
        }
        if (!(maxRatio >= minRatio && maxRatio <= 1)) {
            throw new IllegalArgumentException("maxRatio must be in [%s, 1]: %s".formatted(minRatio, maxRatio));
        }
        if (!(minKept >= 1)) {
            throw new IllegalArgumentException("minKept must be at least 1: " + minKept);
        }
        if (!(maxKept >= minKept)) {
            throw new IllegalArgumentException("maxKept must be at least %d: %d".formatted(minKept, maxKept));
        }
        if (!(multiple >= 1)) {
            throw new IllegalArgumentException("multiple must be at least 1: " + multiple);
        }
    }

    /** A rule for some groups that allows everything as yet. */
    public static KeepRule of(String pattern) {
        return new KeepRule(
                pattern,
                false,
                ANYTHING.minRatio,
                ANYTHING.maxRatio,
                ANYTHING.minKept,
                ANYTHING.maxKept,
                ANYTHING.multiple);
    }

    /** The groups stay whole. */
    public static KeepRule excluding(String pattern) {
        KeepRule any = of(pattern);
        return new KeepRule(pattern, true, any.minRatio, any.maxRatio, any.minKept, any.maxKept, any.multiple);
    }

    /** The same with bounds on the share that goes. */
    public KeepRule withRatio(double smallest, double largest) {
        return new KeepRule(pattern, exclude, smallest, largest, minKept, maxKept, multiple);
    }

    /** The same with bounds on the number of units that stay. */
    public KeepRule withKept(int smallest, int largest) {
        return new KeepRule(pattern, exclude, minRatio, maxRatio, smallest, largest, multiple);
    }

    /** The same with kept counts that are multiples. */
    public KeepRule withMultiple(int newMultiple) {
        return new KeepRule(pattern, exclude, minRatio, maxRatio, minKept, maxKept, newMultiple);
    }

    /** Whether the rule speaks of a group. */
    public boolean fits(ChannelGroup group) {
        boolean except = pattern.startsWith(ALL_BUT);
        return named(group, glob(except ? pattern.substring(ALL_BUT.length()) : pattern)) != except;
    }

    /** Whether the rule allows that so many units of so many stay. */
    public boolean allows(int kept, int width) {
        if (exclude) {
            return kept == width;
        }
        boolean ratio =
                kept <= width * (1 - minRatio) + ROUNDING && kept >= Math.min(width, width * (1 - maxRatio) - ROUNDING);
        boolean count = kept >= Math.min(width, minKept) && kept <= maxKept;
        return ratio && count && (kept == width || kept % multiple == 0);
    }

    /** Whether the pattern, without what negates it, names the group or a node that makes its channels. */
    private static boolean named(ChannelGroup group, Pattern glob) {
        return glob.matcher(group.name()).matches()
                || group.members().stream()
                        .anyMatch(member -> member.axis() == ChannelGroup.Axis.OUT
                                && glob.matcher(member.node()).matches());
    }

    private static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.chars().forEach(character -> {
            switch (character) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(character)));
            }
        });
        return Pattern.compile(regex.toString());
    }
}
