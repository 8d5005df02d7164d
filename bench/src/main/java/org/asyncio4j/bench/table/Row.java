package org.asyncio4j.bench.table;

/**
 * What stands in one row of a table.
 *
 * @param name its short name, for {@code --only} and the targets
 * @param title what the row is called
 * @param measure which number of a sample stands in it
 */
public record Row(String name, String title, Measure measure) {}
