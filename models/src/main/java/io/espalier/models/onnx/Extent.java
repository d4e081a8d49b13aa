package io.espalier.models.onnx;

/**
 * A number that is computed from shapes while a model is read.
 *
 * @param value the number itself, or what it is a multiple of the batch size by
 * @param perBatch whether the batch size, which is not known, is a factor
 * @param sized whether the number holds only for the size of the input that the model was read with
 */
record Extent(double value, boolean perBatch, boolean sized) {

    static final Extent BATCH = new Extent(1, true, false);

    static Extent of(double value) {
        return new Extent(value, false, false);
    }

    static Extent whole(long value) {
        return of((double) value);
    }

    /** The number for a batch size. */
    long at(long batch) {
        return perBatch ? Math.multiplyExact((long) value, batch) : (long) value;
    }

    /** @throws UnknownFormException if the sum is no multiple of the batch size */
    Extent plus(Extent other) {
        if (perBatch != other.perBatch) {
            throw new UnknownFormException("adds something to the batch size");
        }
        return new Extent(value + other.value, perBatch, sized || other.sized);
    }

    Extent negative() {
        return new Extent(-value, perBatch, sized);
    }

    /** @throws UnknownFormException if both are multiples of the batch size */
    Extent times(Extent other) {
        if (perBatch && other.perBatch) {
            throw new UnknownFormException("squares the batch size");
        }
        return new Extent(value * other.value, perBatch || other.perBatch, sized || other.sized);
    }

    /** @throws UnknownFormException if the quotient depends on the batch size in any way but as a multiple */
    Extent dividedBy(Extent other, boolean whole) {
        boolean vanishes = perBatch && other.perBatch;
        double quotient = value / other.value;
        if (!(Double.isFinite(quotient) && (vanishes || !other.perBatch))) {
            throw new UnknownFormException("divides by the batch size or by 0");
        }
        if (whole && perBatch && !vanishes && quotient != Math.rint(quotient)) {
            throw new UnknownFormException("divides the batch size with a remainder");
        }
        double rounded = !whole ? quotient : quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
        return new Extent(rounded, perBatch && !vanishes, sized || other.sized);
    }

    /** @throws UnknownFormException if this is a fraction of the batch size */
    Extent rounded(boolean up) {
        if (perBatch && value != Math.rint(value)) {
            throw new UnknownFormException("rounds a fraction of the batch size");
        }
        return new Extent(up ? Math.ceil(value) : Math.floor(value), perBatch, sized);
    }
}
