package io.espalier.models.picture;

import java.io.IOException;

/** A file that is not a whole image of a kind we read; the message is the reason, without the file's name. */
public final class CorruptPictureException extends IOException {

    private static final long serialVersionUID = 1L;

    public CorruptPictureException(String message) {
        super(message);
    }

    public CorruptPictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
