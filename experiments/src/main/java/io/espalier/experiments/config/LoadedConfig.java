package io.espalier.experiments.config;

/**
 * A config as the program uses it.
 *
 * @param config the checked record
 * @param yaml every key with the value used, in the order of the record; loading it again gives the same config
 * @param hash 8 hexadecimal digits that identify the experiment: equal for every seed, worker count, run folder and tracking server
 */
public record LoadedConfig<T extends Record>(T config, String yaml, String hash) {}
