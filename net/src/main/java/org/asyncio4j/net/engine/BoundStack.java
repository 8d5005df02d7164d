package org.asyncio4j.net.engine;

/** Where {@link NetworkStack#bind} binds: an interface could not hide it. */
final class BoundStack {
    static final ScopedValue<NetworkStack> VALUE = ScopedValue.newInstance();

    private BoundStack() {}
}
