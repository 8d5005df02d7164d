/**
 * What the command {@code asyncio4j} needs of Java: its compiler and the sample that warms the
 * JVM's cache.
 */
package org.asyncio4j.launcher;
