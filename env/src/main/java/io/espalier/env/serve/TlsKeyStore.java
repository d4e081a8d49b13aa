package io.espalier.env.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificate and key of the server, as {@code keytool} makes them. */
final class TlsKeyStore {

    private TlsKeyStore() {}

    /**
     * @param file PKCS #12 or JKS
     * @param passwordFile its first line opens the store and the key
     * @throws UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException if the store cannot be opened with the password
     */
    static SSLContext open(Path file, Path passwordFile) {
        char[] password = password(passwordFile);
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the keystore " + file, e);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "keystore must be one that the password opens: %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static char[] password(Path file) {
        try {
            return List.of(Files.readString(file).split("\\R", 2)).get(0).toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
