package dev.etcdsync.replicate;

import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.model.Clock;

/** Gives the comparisons of everything a thread of their own, with what nobody else uses. */
public interface CompareThread {
  /** What is done there. */
  interface Task {
    /**
     * Runs until the engine has ended.
     *
     * @param clock the way in which this thread waits
     */
    void run(EtcdConnector primary, EtcdConnector standby, Clock clock);
  }

  /** Starts the task, and returns at once. */
  void start(Task task);
}
