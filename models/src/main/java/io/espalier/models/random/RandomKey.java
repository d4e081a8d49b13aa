package io.espalier.models.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * The address of a random draw: the run's seed, the component that draws, and where in the run it draws (round, episode, step, epoch ...).
 *
 * @param seed the run's seed; never 0, which ND4J takes for "no seed"
 * @param component for instance {@code "ddpg.noise"}
 * @param path numbers from coarse to fine
 */
public record RandomKey(long seed, String component, List<Long> path) {

    /** @throws IllegalArgumentException if the seed is 0 */
    public RandomKey {
        path = List.copyOf(path);
        if (seed == 0) {
            throw new IllegalArgumentException("seed must not be 0 (ND4J takes 0 for a random seed): 0");
        }
    }

    public static RandomKey of(long seed, String component) {
        return new RandomKey(seed, component, List.of());
    }

    /** The key one level below. */
    public RandomKey at(long... numbers) {
        List<Long> longer = new ArrayList<>(path);
        for (long number : numbers) {
            longer.add(number);
        }
        return new RandomKey(seed, component, longer);
    }

    /** A generator of its own, the same for the same key. */
    public RandomGenerator generator() {
        ByteBuffer bytes = ByteBuffer.wrap(digest());
        int[] state = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(state);
        return new Well19937c(state);
    }

    /** A non-zero seed for libraries that take a number. */
    public long derivedSeed() {
        long derived = ByteBuffer.wrap(digest()).getLong();
        return derived == 0 ? 1 : derived;
    }

    private byte[] digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] name = component.getBytes(StandardCharsets.UTF_8);
            ByteBuffer key = ByteBuffer.allocate(Long.BYTES * (path.size() + 1) + name.length);
            key.putLong(seed).put(name);
            path.forEach(key::putLong);
            return sha256.digest(key.array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
