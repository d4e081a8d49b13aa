package io.espalier.models.zoo;

/** What goes around a block where the width or the size of the image changes; where neither does, the image itself. */
enum Shortcut {
    /** No block has a shortcut. */
    NONE,
    /** Option A of He et al. 2016, section 3.3: every second pixel, with as many channels of zeros before as behind. */
    PADDED,
    /** Option B: a strided 1x1 convolution. */
    PROJECTED
}
