package io.espalier.env.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of figures that Linux writes anew at every reading: kept open, and read without leaving garbage. */
final class ProcFile {

    private final @Nullable FileChannel channel;
    private final ByteBuffer text;

    private ProcFile(@Nullable FileChannel channel, int bytes) {
        this.channel = channel;
        this.text = ByteBuffer.allocateDirect(bytes);
    }

    /** @param bytes how much of its beginning is read */
    static ProcFile open(Path file, int bytes) {
        if (!Files.isReadable(file)) {
            return new ProcFile(null, 0);
        }
        try {
            return new ProcFile(FileChannel.open(file, StandardOpenOption.READ), bytes);
        } catch (IOException e) {
            return new ProcFile(null, 0);
        }
    }

    /** Reads it anew; false where there is none. */
    boolean read() {
        if (channel == null) {
            return false;
        }
        try {
            text.clear();
            int count = channel.read(text, 0);
            text.flip();
            return count > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The next number of the text that was read; -1 at its end. Everything between numbers is passed over. */
    long next() {
        long value = -1;
        while (text.hasRemaining()) {
            int digit = text.get() - '0';
            if (digit >= 0 && digit <= 9) {
                value = Math.max(0, value) * 10 + digit;
            } else if (value >= 0) {
                return value;
            }
        }
        return value;
    }

    /** Passes over so many numbers and gives the one behind them. */
    long after(int numbers) {
        for (int i = 0; i < numbers; i++) {
            next();
        }
        return next();
    }
}
