package io.espalier.env.serve;

import java.time.Duration;

/**
 * What clients may take.
 *
 * @param bodyBytes longest model, at least 1
 * @param storeBytes all models that are kept, on disk; who was not asked for longest goes first
 * @param waiting measurements that may wait for their turn, besides the one that runs
 * @param request for reading one request, and again for writing its answer; at least 1 s. It holds for the whole process, from its first server on
 * @param connections open at once, at least 1. It holds for the whole process, from its first server on
 */
public record ServeLimits(long bodyBytes, long storeBytes, int waiting, Duration request, int connections) {

    /** 256 MiB a model, 1 GiB in all, 8 waiting measurements, 2 minutes, 64 connections. */
    public static final ServeLimits DEFAULTS = new ServeLimits(256L << 20, 1L << 30, 8, Duration.ofMinutes(2), 64);

    /** @throws IllegalArgumentException if a limit lets nothing through */
    public ServeLimits {
        require("bodyBytes", bodyBytes);
        require("storeBytes", storeBytes);
        require("waiting", waiting);
        require("request", request.toSeconds());
        require("connections", connections);
    }

    public ServeLimits withBodyBytes(long newBodyBytes) {
        return new ServeLimits(newBodyBytes, storeBytes, waiting, request, connections);
    }

    public ServeLimits withStoreBytes(long newStoreBytes) {
        return new ServeLimits(bodyBytes, newStoreBytes, waiting, request, connections);
    }

    public ServeLimits withWaiting(int newWaiting) {
        return new ServeLimits(bodyBytes, storeBytes, newWaiting, request, connections);
    }

    private static void require(String name, long value) {
        if (!(value >= 1)) {
            throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
        }
    }
}
