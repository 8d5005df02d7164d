package org.asyncio4j.test;

/** Text that goes with a failure, among what it has suppressed. */
final class Remark extends Throwable {
    private static final long serialVersionUID = 1L;

    Remark(String text) {
        super(text, null, false, false);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
