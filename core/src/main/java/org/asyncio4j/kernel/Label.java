package org.asyncio4j.kernel;

/** How an object is called in messages. */
public final class Label {
    private Label() {}

    /** {@code Lock 'db'} where it has a name, else its identity: {@code Lock@1b2c3d}. */
    public static String of(Object object, String name) {
        String type = object.getClass().getSimpleName();
        return name != null
                ? type + " '" + name + "'"
                : type + "@" + Integer.toHexString(System.identityHashCode(object));
    }
}
