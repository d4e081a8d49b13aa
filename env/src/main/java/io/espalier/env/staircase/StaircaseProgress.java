package io.espalier.env.staircase;

/**
 * How far a builder is.
 *
 * @param cells layers measured, those of earlier builds that serve this network too
 * @param wholes plans measured whole
 * @param wantedWholes how many of these are wanted
 * @param layersLeft layers of which more is wanted
 * @param blocks in this build
 * @param disturbed blocks of this build that were too disturbed to tell anything
 * @param elapsedMillis of this build
 */
public record StaircaseProgress(
        int cells, int wholes, int wantedWholes, int layersLeft, int blocks, int disturbed, long elapsedMillis) {}
