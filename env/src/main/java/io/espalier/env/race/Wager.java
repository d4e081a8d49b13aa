package io.espalier.env.race;

/**
 * How much speaks against a candidate that is raced against a rival, image by image in a random order without replacement. Who bets on the
 * rival at odds that are fair if the candidate is as good as it must be to matter has, with a probability of at most e, at any time 1 / e
 * times what they began with (Ville 1939). So the most that their capital ever was tells when to stop, however often one looks. Bets are on
 * the rival's lead less what the rival's own answer lets expect of it, since who is right is ahead, and they aim at the growth of the capital
 * (Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting": sampling without replacement, and approximate
 * GRAPA). Proof: docs/adr/0047.
 *
 * <p>Mutable: it has seen some of the images.
 */
final class Wager {

    /** What leads are taken for before any is seen: their mean, their mean square deviation, and for how many images that counts. */
    private static final double LEAD_BEFORE = 0.03;

    private static final double SPREAD_BEFORE = 0.03;
    private static final int IMAGES_BEFORE = 50;

    /** How much more the rival leads on an image for which it gets one more, in [0, 1]: a regression to the mean. */
    private static final double SLOPE = 0.2;

    /** Share of the largest bet that cannot ruin. */
    private static final double MOST = 0.75;

    /** Of sums of leads. */
    private static final double ROUNDING = 1e-9;

    private final int images;
    private final double margin;
    private final double rivalMean;
    private int seen;
    private double sum;
    private double rivalUnseen;
    private double squares = IMAGES_BEFORE * SPREAD_BEFORE;
    private double capital = 1;
    private double most = 1;

    /**
     * @param images that there are in all
     * @param rival what the rival gets for all images together
     * @param margin by which the candidate's mean must be above the rival's to matter, at least 0
     */
    Wager(int images, double rival, double margin) {
        this.images = images;
        this.margin = margin;
        this.rivalMean = rival / images;
        this.rivalUnseen = rival;
    }

    /**
     * The next image, of which there must be one.
     *
     * @param rival what the rival gets for it, in [0, 1]
     * @param candidate what the candidate gets for it, in [0, 1]
     */
    void see(double rival, double candidate) {
        double lead = rival - candidate;
        int unseen = images - seen;
        double fair = (-images * margin - sum - SLOPE * rivalUnseen) / unseen;
        if (fair > -1) {
            capital *= 1 + bet(fair + SLOPE * rivalUnseen / unseen, fair) * (lead - SLOPE * rival - fair);
        }
        sum += lead;
        rivalUnseen -= rival;
        seen++;
        double deviation = lead - SLOPE * (rival - rivalMean) - expected();
        squares += deviation * deviation;
        most = Math.max(most, isOver() ? Double.POSITIVE_INFINITY : capital);
    }

    /** Whether the candidate would not be good enough if it got all of the unseen images right. */
    private boolean isOver() {
        return sum + rivalUnseen - (images - seen) > -images * margin + ROUNDING;
    }

    /**
     * What of the capital is set on each unit, by what was seen before.
     *
     * @param fairLead the mean lead on the unseen images of a candidate that is just good enough
     * @param fair what one bets on of it, above -1
     */
    private double bet(double fairLead, double fair) {
        double edge = expected() - fairLead;
        double spread = squares / (IMAGES_BEFORE + seen);
        return Math.max(0, Math.min(edge / (spread + edge * edge), MOST / (1 + fair)));
    }

    /** The mean lead, corrected by how good the rival is on what was seen. */
    private double expected() {
        double rivalSeen = images * rivalMean - rivalUnseen;
        double corrected = sum - SLOPE * (rivalSeen - seen * rivalMean);
        return (IMAGES_BEFORE * LEAD_BEFORE + corrected) / (IMAGES_BEFORE + seen);
    }

    /** The most that a capital of 1 ever was: at least 1. It is 1 / e or more with a probability of at most e if the candidate is good enough. */
    double evidence() {
        return most;
    }
}
