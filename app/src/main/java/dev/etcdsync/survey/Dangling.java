package dev.etcdsync.survey;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;

/**
 * An object in scope that leans on one that the standby will not have.
 *
 * @param placement {@code IN}, or {@code HELD}: then it matters once the standby is promoted
 * @param other the object that it names, and how, such as {@code its owner, the Deployment web}
 * @param why the other is not there
 * @param effect what the standby makes of that
 */
public record Dangling(Key key, Placement placement, String other, String why, String effect) {}
