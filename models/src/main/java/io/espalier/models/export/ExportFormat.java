package io.espalier.models.export;

/** How another tool wants to be told what goes. Implementations are immutable. */
public interface ExportFormat {

    /** What {@code export --to} calls it: small letters, digits and hyphens. */
    String name();

    /** Ending of its files, with the dot. */
    String ending();

    /** The file's text, with a line's end behind it; the same for the same cut. */
    String text(NetworkCut cut);
}
