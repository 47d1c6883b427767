package dev.etcdsync.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How it is proved that the standby can read what is encrypted.
 *
 * @param probe whether it is; if not, names decide
 * @param kubeconfig how to reach the standby's apiserver; empty: as a pod of the standby does
 */
public record EncryptionSettings(boolean probe, Optional<Path> kubeconfig) {}
