/**
 * Tests of the chart and of the plugin's files: rendered by real Helms, looked at by a real
 * apiserver, installed nowhere.
 *
 * <p>What needs a node does not belong here. Of the program only its settings are known here, since
 * the chart writes them.
 */
package dev.etcdsync.chart;
