/**
 * Tests of the chart and of the plugin's files: rendered by real Helms, installed nowhere.
 *
 * <p>What needs a cluster does not belong here. Of the program only its settings are known here,
 * since the chart writes them.
 */
package dev.etcdsync.chart;
