/**
 * Settings from a YAML file, the environment and options, in rising order, made into validated
 * records. Knows nothing of what the settings are for, so any problem can be told before anything
 * is started.
 *
 * <p>{@link dev.etcdsync.config.Setting} is the one list of what can be set; file keys, variables,
 * options and help follow from it.
 */
package dev.etcdsync.config;
