package dev.etcdsync.promote;

import dev.etcdsync.model.ReplicationSettings;
import java.time.Duration;

/**
 * What a promotion is told by the user.
 *
 * @param link its name
 * @param holder this process's name for people
 * @param primaryIsDead nothing is asked of the primary, and the checkpoint is believed
 * @param acceptIncomplete of a primary that is dead, also the middle of a copy is taken for the end
 * @param dryRun tell all of it, and change nothing
 * @param lifting whether the standby's revision is lifted above the primary's
 * @param liftLimit how long that may take
 * @param margin how many revisions above the primary's last known one are wanted
 */
public record PromotionSettings(
    String link,
    String holder,
    ReplicationSettings replication,
    boolean primaryIsDead,
    boolean acceptIncomplete,
    boolean dryRun,
    boolean lifting,
    Duration liftLimit,
    long margin) {}
