package io.espalier.env.serve;

import io.espalier.models.random.RandomKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.math3.random.RandomGenerator;

/** Requests that no client of ours would send, from a seed. */
final class MalformedRequests {

    private static final List<String> PATHS = List.of(
            "/v1/networks/../../etc/passwd",
            "/v1/networks/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "/v1/networks/..%00/x",
            "//v1//fingerprint",
            "/v1/fingerprint?settings=%7B%22batch%22%3A1e99%7D",
            "/v1/fingerprint?" + "a=b&".repeat(2000),
            "http://elsewhere/v1/fingerprint",
            "mailto:x",
            "*",
            "/\\..\\..\\",
            "/v1/networks/" + "0".repeat(63) + "g",
            "/v1/networks/" + "0".repeat(64) + "/..",
            "/v1/blocks;x=/v1/fingerprint",
            "");

    private static final List<String> METHODS = List.of(
            "GET", "PUT", "POST", "HEAD", "OPTIONS", "TRACE", "CONNECT", "DELETE", "get", "\u0000", "X".repeat(5000));

    private static final List<String> LENGTHS =
            List.of("-1", "0x10", "99999999999999999999", "1000000000000", "1 2", "", "+5", "5, 5", "3.5");

    private final RandomGenerator random;

    MalformedRequests(long seed) {
        random = RandomKey.of(seed, "malformed requests").generator();
    }

    byte[] next() {
        List<Supplier<byte[]>> kinds = List.of(
                this::noise,
                this::strangePath,
                this::manyHeaders,
                this::wrongLength,
                this::brokenChunks,
                this::alteredRequest,
                this::alteredJson,
                this::alteredModel);
        return pick(kinds).get();
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(4096)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] strangePath() {
        String token = random.nextBoolean() ? Client.TOKEN.authorization() : "Bearer " + random.nextInt();
        return text("%s %s HTTP/%s\r\nHost: x\r\nAuthorization: %s\r\n\r\n"
                .formatted(pick(METHODS), pick(PATHS), pick(List.of("1.1", "1.0", "0.9", "2.0", "x")), token));
    }

    private byte[] manyHeaders() {
        int count = random.nextInt(300);
        String value = "v".repeat(random.nextInt(2000));
        StringBuilder request = new StringBuilder("GET /v1/fingerprint HTTP/1.1\r\n");
        for (int i = 0; i < count; i++) {
            request.append("X-").append(i).append(": ").append(value).append("\r\n");
        }
        return text(request.append(random.nextBoolean() ? "\r\n" : "").toString());
    }

    private byte[] wrongLength() {
        return text(head("POST", "/v1/blocks") + "Content-Length: " + pick(LENGTHS) + "\r\n\r\n{\"id\": 1}");
    }

    private byte[] brokenChunks() {
        String size = pick(List.of("zz", "-5", "ffffffffffffffff", "7fffffff", "", "5;x=y", "0x5", "5\r"));
        return text(head("PUT", "/v1/networks/" + "0".repeat(64)) + "Transfer-Encoding: chunked\r\n\r\n" + size
                + "\r\nhello\r\n" + (random.nextBoolean() ? "0\r\n\r\n" : ""));
    }

    private byte[] alteredRequest() {
        byte[] request = text(head("POST", "/v1/blocks") + "Content-Length: 2\r\n\r\n{}");
        return altered(request, 1 + random.nextInt(8));
    }

    private byte[] alteredJson() {
        byte[] body = altered(
                text(
                        "{\"id\":\"x\",\"settings\":{\"batch\":1,\"threads\":1},\"networks\":[\"0\"],\"rounds\":1,\"seed\":1}"),
                1 + random.nextInt(20));
        return whole(head("POST", "/v1/blocks"), body);
    }

    /** With the right digest, so that it reaches whatever parses models. */
    private byte[] alteredModel() {
        byte[] model = altered(TestNetworks.REFERENCE.onnx(), 1 + random.nextInt(64));
        return whole(head("PUT", "/v1/networks/" + digest(model)), model);
    }

    private byte[] altered(byte[] bytes, int places) {
        byte[] altered = bytes.clone();
        for (int i = 0; i < places; i++) {
            // Most of a model is numbers; what stands at its start is its structure.
            int among = random.nextBoolean() ? altered.length : Math.min(altered.length, 2000);
            altered[random.nextInt(among)] = (byte) random.nextInt(256);
        }
        return altered;
    }

    private static String head(String method, String path) {
        return "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\n"
                .formatted(method, path, Client.TOKEN.authorization());
    }

    private static byte[] whole(String head, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(text(head + "Content-Length: " + body.length + "\r\n\r\n"));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
