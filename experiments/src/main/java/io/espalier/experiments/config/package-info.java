/**
 * What an experiment is. In: a YAML file and overrides {@code key=value}. Out: a {@link io.espalier.experiments.config.LoadedConfig}: an
 * immutable, fully checked record, its resolved form as YAML, and the hash that identifies it. It always holds that no key is ignored: an unknown key, a
 * wrong type or a value out of range stops the command with a {@link io.espalier.experiments.config.ConfigException} before anything has
 * been done.
 */
@NullMarked
package io.espalier.experiments.config;

import org.jspecify.annotations.NullMarked;
