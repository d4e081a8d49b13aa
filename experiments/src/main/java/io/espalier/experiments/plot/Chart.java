package io.espalier.experiments.plot;

/** Something that can be drawn. */
public sealed interface Chart permits IntervalChart, LineChart {

    /** Pixels from left to right. */
    int width();

    /** Pixels from top to bottom. */
    int height();

    /** Draws all of it. */
    void draw(Canvas canvas);
}
