package org.asyncio4j.net.dns;

import io.netty.handler.codec.dns.DnsRecordType;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What is asked, and of whom. Equal ones have the same answer.
 *
 * @param names asked for one after the other, until one is known; in ASCII, without a dot at the
 *     end
 * @param types of records, asked for together
 * @param nameServers asked one after the other, until one answers
 * @param timeout how long each may take
 * @param attempts how often all are asked
 */
record Query(
        List<String> names,
        List<DnsRecordType> types,
        List<InetSocketAddress> nameServers,
        Duration timeout,
        int attempts) {

    /** As the end of the sentence "Task-1 waits for …". */
    @Override
    public String toString() {
        return "the name servers' answer about " + names.getLast();
    }
}
