package dev.etcdsync.monitor;

/** Answers what is asked under one path. Any number of threads may call. */
interface Page {
  Reply answer(Request request);
}
