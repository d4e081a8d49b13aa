package io.espalier.tests.textangle;

public final class WriteLines {
    public static void main(String[] a) {
        TextLines.write(
                java.nio.file.Path.of(a[0]), Integer.parseInt(a[1]), Integer.parseInt(a[2]), Long.parseLong(a[3]));
    }
}
