package org.asyncio4j.kernel;

/** What to tell a user whose JVM does not let asyncio4j schedule virtual threads. */
final class JdkAccessAdvice {
    private JdkAccessAdvice() {}

    static String message(int oldestFeatureVersion) {
        int running = Runtime.version().feature();
        if (running < oldestFeatureVersion) {
            return "asyncio4j needs JDK "
                    + oldestFeatureVersion
                    + " or newer; this is JDK "
                    + running
                    + " in "
                    + System.getProperty("java.home")
                    + ".";
        }
        Module module = JdkAccessAdvice.class.getModule();
        return howToOpen(module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    private static String howToOpen(String target) {
        String option = "--add-opens java.base/java.lang=" + target;
        return """
        asyncio4j schedules virtual threads itself, and for that the package java.lang of the \
        module java.base must be open to it. Add one of these:
          java:            java %1$s ...
          Maven Surefire:  <argLine>%1$s</argLine>
          Gradle:          tasks.withType(JavaForkOptions) { jvmArgs '%2$s' }
          executable jar:  Add-Opens: java.base/java.lang    (in META-INF/MANIFEST.MF)
          an IDE, JUnit:   %1$s    (as VM option of the run configuration)
          any launcher:    JDK_JAVA_OPTIONS='%2$s'    (as environment variable)\
        """
                .formatted(option, option.replace("opens ", "opens="));
    }
}
