package io.espalier.env.remote;

import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetSettings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The paths of version 1, in one place for both sides. */
public final class Protocol {

    /** GET: the fingerprint for the settings of the query. */
    public static final String FINGERPRINT = "/v1/fingerprint";

    /** PUT, followed by the SHA-256: takes a network. */
    public static final String NETWORKS = "/v1/networks/";

    /** POST: measures a block. */
    public static final String BLOCKS = "/v1/blocks";

    /** After so long a request that waits for its turn or its end is answered with 202, and is to be sent again. */
    public static final int POLL_SECONDS = 20;

    /** Where a server listens and a client calls, unless told otherwise. */
    public static final int DEFAULT_PORT = 8470;

    private static final String SETTINGS = "settings=";

    private Protocol() {}

    /** Path and query that ask for a fingerprint. */
    static String fingerprint(TargetSettings settings) {
        return FINGERPRINT + "?" + SETTINGS + URLEncoder.encode(TargetJson.line(settings), StandardCharsets.UTF_8);
    }

    /**
     * The settings in the query of a request for a fingerprint; the defaults if there is none.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static TargetSettings settings(@Nullable String rawQuery) {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return TargetSettings.DEFAULTS;
        }
        if (!rawQuery.startsWith(SETTINGS)) {
            throw new IllegalArgumentException("query must be empty or begin with 'settings='");
        }
        String json = URLDecoder.decode(rawQuery.substring(SETTINGS.length()), StandardCharsets.UTF_8);
        return TargetJson.read(json, TargetSettings.class);
    }
}
