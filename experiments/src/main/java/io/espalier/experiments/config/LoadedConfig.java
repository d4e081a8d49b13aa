package io.espalier.experiments.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A config as the program uses it.
 *
 * @param config the checked record
 * @param yaml every key with the value used, in the order of the record; loading it again gives the same config
 * @param flat dotted keys and their values as text, in the same order
 * @param hash 8 hexadecimal digits that identify the experiment: equal for every seed, worker count, run folder and tracking server
 */
public record LoadedConfig<T extends Record>(T config, String yaml, Map<String, String> flat, String hash) {

    public LoadedConfig {
        flat = Collections.unmodifiableMap(new LinkedHashMap<>(flat));
    }
}
