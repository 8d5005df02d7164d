package org.asyncio4j.docs;

/**
 * A sample as it is compiled and, if it says what it prints, run.
 *
 * @param where the file and line it comes from
 * @param className the name of the class that its file declares
 * @param source the whole compilation unit
 * @param firstLine how many lines of the unit stand before the sample's own
 * @param output what it prints to stdout; null if it is not to be run
 * @param errors what it prints to stderr
 */
record Sample(
        String where,
        String className,
        String source,
        int firstLine,
        String output,
        String errors) {
    boolean isProgram() {
        return output != null;
    }

    Sample withOutput(String expected) {
        return new Sample(where, className, source, firstLine, expected, errors);
    }

    /** A program that prints to stderr only is one too. */
    Sample withErrors(String expected) {
        return new Sample(
                where, className, source, firstLine, output == null ? "" : output, expected);
    }
}
