/**
 * What the command {@code asyncio4j} needs of Java: its compiler, the samples that warm the JVM's
 * cache, and one jar of many.
 */
package org.asyncio4j.launcher;
