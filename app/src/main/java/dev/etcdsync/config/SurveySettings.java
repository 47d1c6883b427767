package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Timing;

/** What a look through all that the primary holds needs to know. */
public record SurveySettings(ClusterAddress primary, ScopeSettings scope, Timing timing) {}
