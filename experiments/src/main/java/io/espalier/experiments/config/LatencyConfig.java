package io.espalier.experiments.config;

import io.espalier.env.latency.MeterSettings;
import io.espalier.env.target.TargetSettings;
import io.espalier.experiments.target.TargetAccess;
import io.espalier.experiments.target.TargetAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a search knows how fast candidates are.
 *
 * @param enabled whether latency plays a part at all
 * @param source whence the latency of most candidates is known; the best one's is always measured
 * @param device what measures
 * @param target how it runs a network
 * @param meter how long measurements last
 * @param table what predictions come from
 */
public record LatencyConfig(
        boolean enabled, Source source, Device device, TargetSettings target, Meter meter, Table table) {

    public static final LatencyConfig DEFAULTS = new LatencyConfig(
            true, Source.TABLE, Device.DEFAULTS, TargetSettings.DEFAULTS, Meter.DEFAULTS, Table.DEFAULTS);

    /** Whence latencies come. */
    public enum Source {
        /** Predicted by a table of the target; candidates that promise to be the best are measured whole. */
        TABLE,
        /** Every candidate is measured whole, and there is no table. */
        MEASURED
    }

    /**
     * Where the target is.
     *
     * @param address {@code local}, {@code http(s)://HOST:PORT} or {@code command:PATH}
     * @param tokenFile whose first line is the token of a remote target; empty to take it from the environment
     * @param certificate PEM file that a remote target's certificate is checked with; empty for those that the system trusts
     */
    public record Device(String address, String tokenFile, String certificate) {

        public static final Device DEFAULTS = new Device(TargetAddress.LOCAL, "", "");

        /** @throws IllegalArgumentException if the address is none */
        public Device {
            try {
                TargetAddress.parse(address);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "address must be local, http://HOST:PORT, https://HOST:PORT or command:PATH: '%s'"
                                .formatted(address),
                        e);
            }
        }

        /** What the address names. */
        public TargetAddress parsed() {
            return TargetAddress.parse(address);
        }

        public TargetAccess access() {
            return new TargetAccess(file(tokenFile), file(certificate));
        }

        private static Optional<Path> file(String path) {
            return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
        }
    }

    /**
     * How long whole networks are measured.
     *
     * @param search candidates; on a quiet target three blocks of a second are enough, and others' work on a shared core has lasted for ten
     * @param report the networks of the report
     */
    public record Meter(MeterSettings search, MeterSettings report) {

        public static final Meter DEFAULTS = new Meter(
                MeterSettings.DEFAULTS.withPrecision(0.02).withBlocks(3, 8).withCapMillis(12_000),
                MeterSettings.DEFAULTS.withCapMillis(30_000));
    }

    /**
     * The table of the target.
     *
     * @param file to reuse, for instance that of an earlier run; empty to build one
     * @param minutes that building may take, in blocks; positive
     */
    public record Table(String file, double minutes) {

        public static final Table DEFAULTS = new Table("", 1);

        /** @throws IllegalArgumentException if the time is not positive */
        public Table {
            if (!(minutes > 0 && Double.isFinite(minutes))) {
                throw new IllegalArgumentException("minutes must be positive: " + minutes);
            }
        }
    }

    public LatencyConfig withTableFile(String file) {
        return new LatencyConfig(enabled, source, device, target, meter, new Table(file, table.minutes()));
    }

    /** Whether a table predicts. */
    public boolean predicts() {
        return enabled && source == Source.TABLE;
    }
}
