package org.asyncio4j.kernel;

/** The wait that is none: its turn comes again by itself. Only there to be named in messages. */
enum Yield implements Wait {
    INSTANCE;

    @Override
    public Abort abort(Delivery delivery) {
        return Abort.REFUSED;
    }

    @Override
    public String describe() {
        return "its next turn";
    }
}
