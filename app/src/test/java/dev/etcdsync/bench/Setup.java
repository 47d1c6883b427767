package dev.etcdsync.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What scripts/bench.sh found and built.
 *
 * @param etcd folder of etcd and etcdctl
 * @param etcdVersion its version
 * @param java the JVM with the flags that the program is started with, its cache included
 * @param checkJava the same as it is started for a check
 * @param plainJava the same without the cache
 * @param program class path and main class of the program
 * @param folder for data and logs
 * @param runs how often each benchmark runs; the median counts
 * @param waitForQuiet whether to wait until others use little
 */
record Setup(
    Path etcd,
    String etcdVersion,
    List<String> java,
    List<String> checkJava,
    List<String> plainJava,
    List<String> program,
    Path folder,
    int runs,
    boolean waitForQuiet) {}
