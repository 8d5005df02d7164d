package org.asyncio4j.test;

/** Tells a test that does not apply, by an assumption of JUnit's, from one that fails. */
final class Aborts {
    private Aborts() {}

    /** By its name: this part of the kit does without JUnit. */
    static boolean isOne(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            switch (type.getName()) {
                case "org.opentest4j.TestAbortedException",
                        "org.junit.internal.AssumptionViolatedException" -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }
}
