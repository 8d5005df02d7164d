package org.asyncio4j.net.tls;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Has the stream below take bytes without waiting, however many it keeps already. */
@FunctionalInterface
public interface Offer {
    void offer(ByteBuffer... data) throws IOException;
}
