package org.asyncio4j.docs;

/**
 * A sample as it is compiled and, if it says what it prints, run.
 *
 * @param where the file and line it comes from
 * @param className the name of the class that its file declares
 * @param shownName what a reader would call the class: stack traces show it
 * @param source the whole compilation unit
 * @param firstLine how many lines of the unit stand before the sample's own
 * @param output what it prints to stdout; null if it is not to be run
 * @param errors what it prints to stderr
 * @param virtualTime whether its clock jumps, so that waiting takes no time
 * @param test whether it is a class of JUnit's, and the output what becomes of its tests
 */
record Sample(
        String where,
        String className,
        String shownName,
        String source,
        int firstLine,
        String output,
        String errors,
        boolean virtualTime,
        boolean test) {
    boolean isProgram() {
        return output != null;
    }

    Sample withShownName(String name) {
        return new Sample(
                where, className, name, source, firstLine, output, errors, virtualTime, test);
    }

    Sample withOutput(String expected) {
        return new Sample(
                where,
                className,
                shownName,
                source,
                firstLine,
                expected,
                errors,
                virtualTime,
                test);
    }

    /** A program that prints to stderr only is one too. */
    Sample withErrors(String expected) {
        return new Sample(
                where,
                className,
                shownName,
                source,
                firstLine,
                output == null ? "" : output,
                expected,
                virtualTime,
                test);
    }

    /** A class of JUnit's, and what becomes of its tests. */
    Sample withTests(String expected) {
        return new Sample(
                where,
                className,
                shownName,
                source,
                firstLine,
                expected,
                errors,
                virtualTime,
                true);
    }

    /** What was printed, as if the class had the name that a reader would give it. */
    String shown(String printed) {
        return printed.replace(className, shownName);
    }

    Sample inRealTime() {
        return new Sample(
                where, className, shownName, source, firstLine, output, errors, false, test);
    }
}
