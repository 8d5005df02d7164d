package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.toThread;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Host names and their addresses. */
final class Names {
    private Names() {}

    /** The addresses of a host, best first. */
    static List<InetAddress> addressesOf(String host) throws IOException {
        if (io.netty.util.NetUtil.createByteArrayFromIpAddressString(host) != null) {
            return List.of(InetAddress.getByName(host));
        }
        return List.of(toThread(() -> InetAddress.getAllByName(host)));
    }
}
