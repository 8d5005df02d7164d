/** A network in memory, on the clock of its loop, whose faults the program and the seed decide. */
package org.asyncio4j.test.network;
