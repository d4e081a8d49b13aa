package io.espalier.env.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom a client believes to be the target. */
public final class Trust {

    private Trust() {}

    /**
     * Believes the certificates of a file and no other.
     *
     * @param file one or more certificates in PEM; the target's own, or the one that signed it
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it holds no certificate
     */
    public static SSLContext only(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("target-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException("certificate must be in PEM: nothing found in " + file);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "certificate must be in PEM: %s in %s".formatted(e.getMessage(), file), e);
        }
    }
}
