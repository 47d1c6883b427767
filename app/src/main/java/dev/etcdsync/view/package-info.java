/**
 * What people and tools get to see of a link, as text and as JSON: its status, and what a
 * comparison came to. The same words and the same schema, wherever they are asked for.
 *
 * <p>In the room may be the link's documents ({@code fence}), the standby's etcd that holds them
 * ({@code etcd}), and a comparison's result ({@code check}). It prints and reads; it knows neither
 * a command line nor HTTP, and no value of a key ever comes here.
 */
package dev.etcdsync.view;
