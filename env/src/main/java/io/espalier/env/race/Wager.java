package io.espalier.env.race;

/**
 * How much speaks against a candidate that is raced against a rival, image by image in an order of the {@linkplain Course#order course}. Who
 * bets against it at odds that are fair if the candidate is as good as it must be to matter has, with a probability of at most e, at any time
 * 1 / e times what they began with (Ville 1939). So the most that their capital ever was tells when to stop, however often one looks. What one
 * bets on is by how much the candidate misses what is expected of it on all unseen images, as the next image tells it by its weight; bets aim
 * at the growth of the capital (Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting": sampling without
 * replacement, and approximate GRAPA). Proof: docs/adr/0053.
 *
 * <p>Mutable: it has seen some of the images.
 */
final class Wager {

    /** By how much the candidate's mean is below the rival's before any image is seen, and for how many images that counts. */
    private static final double LEAD_BEFORE = 0.03;

    private static final int IMAGES_BEFORE = 50;

    /** Share of the largest bet that cannot ruin. */
    private static final double MOST = 0.97;

    /** Of sums over all images. */
    private static final double ROUNDING = 1e-9;

    private final Course course;
    private final double needed;
    private int unseen;
    private double got;
    private double expectedUnseen;
    private double weightUnseen;
    private double told;
    private double squares;
    private double capital = 1;
    private double most = 1;

    /** @param margin by which the candidate's mean must be above the rival's to matter, at least 0 */
    Wager(Course course, double margin) {
        this.course = course;
        this.needed = course.rivalTotal() + course.images() * margin;
        this.unseen = course.images();
        this.expectedUnseen = course.totalExpected();
        this.weightUnseen = course.totalWeight();
        this.squares = IMAGES_BEFORE * course.spread();
        this.told = IMAGES_BEFORE * ((expectedUnseen - course.rivalTotal()) / course.images() + LEAD_BEFORE);
    }

    /**
     * The next image, of which there must be one.
     *
     * @param candidate what the candidate gets for it, in [0, 1]
     */
    void see(int image, double candidate) {
        double fair = (expectedUnseen - (needed - got)) / unseen;
        double largest = course.mostGain() * weightUnseen / unseen;
        double missed = (course.expected(image) - candidate) * weightUnseen / (course.weight(image) * unseen);
        double before = expectation();
        if (largest + fair > 0) {
            capital *= 1 + bet(before - fair, largest + fair) * (missed - fair);
        }
        told += missed;
        squares += (missed - before) * (missed - before);
        got += candidate;
        expectedUnseen -= course.expected(image);
        weightUnseen -= course.weight(image);
        unseen--;
        most = Math.max(most, isOver() ? Double.POSITIVE_INFINITY : capital);
    }

    /** By how much the candidate is thought to miss what is expected, in the mean over the unseen images. */
    private double expectation() {
        return told / (IMAGES_BEFORE + course.images() - unseen);
    }

    /**
     * @param edge by how much more the candidate is thought to miss than is fair
     * @param range how far below what is fair an image can be
     */
    private double bet(double edge, double range) {
        double spread = squares / (IMAGES_BEFORE + course.images() - unseen);
        return Math.max(0, Math.min(edge / (spread + edge * edge), MOST / range));
    }

    /** Whether the candidate would not be good enough if it got all of the unseen images right. */
    private boolean isOver() {
        return got + unseen < needed - ROUNDING;
    }

    /** The most that a capital of 1 ever was: at least 1. It is 1 / e or more with a probability of at most e if the candidate is good enough. */
    double evidence() {
        return most;
    }
}
