/**
 * Names and addresses: who asks whom, and what is remembered.
 *
 * <p>{@link org.asyncio4j.net.dns.NameLookup} is the way in. It answers addresses, the hosts file's
 * names and {@code localhost} at once; {@code LoopResolver} remembers what name servers said, and
 * lets all who ask for a name share one {@code Lookup}; that asks the {@code NameServers}, each in
 * an {@code Exchange}. What only the system knows is asked of the {@code SystemResolver}, in a
 * thread.
 */
package org.asyncio4j.net.dns;
