package io.espalier.env.phase;

import java.util.Locale;

/** What a run does, one thing at a time. */
public enum Phase {
    /** Network and images are read. */
    READING,
    /** Second moments of the layers' inputs are collected. */
    MOMENTS,
    /** Units are ranked, with the evidence that the criterion asks for. */
    RANKING,
    /** The target's table is built or read. */
    LATENCY_TABLE,
    /** Groups are measured one by one. */
    PROFILE,
    /** The learner acts. */
    PROPOSING,
    /** The workers build and score candidates; {@link Work} says what with. */
    SCORING,
    /** The target measures whole networks. */
    MEASURING,
    /** The learner learns. */
    LEARNING,
    /** Events are forced to the disk. */
    JOURNAL,
    /** Networks are trained. */
    FINE_TUNING,
    /** Files are written and subjects measured on the test split. */
    REPORT,
    /** All else. */
    OTHER;

    /** As it is written down: {@code "latency-table"}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
