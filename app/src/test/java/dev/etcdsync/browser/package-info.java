/**
 * A headless Chromium that looks at the page as people do. It knows the program only by its
 * address.
 *
 * <p>The browser is the machine's own: {@code -Dchromium.bin=} names its file, since none can be
 * downloaded everywhere. Without it these tests fail; {@code -DexcludedGroups=browser} leaves them
 * out.
 */
package dev.etcdsync.browser;
