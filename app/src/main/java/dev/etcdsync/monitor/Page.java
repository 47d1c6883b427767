package dev.etcdsync.monitor;

/** Answers what is asked under one path. Any number of threads may call. */
interface Page {
  Reply answer(Request request);

  /** What there is instead of an answer, in the form of the answer. */
  default Reply refusal(Request request, int status, String sentence) {
    return Reply.sentence(status, sentence);
  }
}
