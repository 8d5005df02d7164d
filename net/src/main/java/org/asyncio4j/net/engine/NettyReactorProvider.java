package org.asyncio4j.net.engine;

import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.ReactorProvider;

/** How core finds the reactor of this module. */
public final class NettyReactorProvider implements ReactorProvider {
    @Override
    public Reactor create() {
        return new NettyReactor(Engine.choose());
    }
}
