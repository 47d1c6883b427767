package dev.etcdsync.survey;

import dev.etcdsync.model.Placement;

/** Why so many keys of a resource have their placement. */
public record Reason(Placement placement, String text, long keys) {}
