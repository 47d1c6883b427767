/** What Prometheus makes of the alert rules and of the dashboard: by its own promtool. */
package dev.etcdsync.alerts;
