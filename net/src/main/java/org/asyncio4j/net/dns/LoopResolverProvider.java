package org.asyncio4j.net.dns;

import org.asyncio4j.kernel.Fiber;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.stream.Stream;

/**
 * Has {@link InetAddress} ask the loop's resolver where a task of a loop asks it, so that a
 * library's look-up does not stop the loop. Everywhere else the JDK's own resolver answers, as
 * before.
 *
 * <p>The JDK remembers what it was told, in tasks and elsewhere alike: 30 seconds, and 10 where
 * there is no such name, if the security properties {@code networkaddress.cache.ttl} and {@code
 * networkaddress.cache.negative.ttl} say nothing else.
 *
 * <p>A task that stands in a class initialiser, a class loader or native code cannot give way; it
 * gets the JDK's answer, and the loop waits for that as it would without this class.
 */
public final class LoopResolverProvider extends InetAddressResolverProvider {
    /** For the service loader. */
    public LoopResolverProvider() {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return above(configuration.builtinResolver());
    }

    static InetAddressResolver above(InetAddressResolver builtin) {
        SystemResolver.builtin(builtin);
        return new Resolver(builtin);
    }

    @Override
    public String name() {
        return "asyncio4j";
    }

    private interface Question<T> {
        T ask() throws UnknownHostException;
    }

    /**
     * @param builtin the JDK's own
     */
    private record Resolver(InetAddressResolver builtin) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            if (!isInPatientTask()) {
                return builtin.lookupByName(host, policy);
            }
            NameLookup lookup = new NameLookup(Families.of(policy), List.of(), null);
            return uninterrupted(() -> lookup.addressesOf(host)).stream();
        }

        @Override
        public String lookupByAddress(byte[] bytes) throws UnknownHostException {
            if (!isInPatientTask()) {
                return builtin.lookupByAddress(bytes);
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            NameLookup lookup = new NameLookup(Families.ofThisMachine(), List.of(), null);
            String name = uninterrupted(() -> lookup.nameOf(address));
            if (name == null) {
                throw new UnknownHostException(
                        "The address " + address.getHostAddress() + " has no name.");
            }
            return name;
        }

        /** A thread that a library has started may be interrupted here, where none expects it. */
        private static <T> T uninterrupted(Question<T> question) throws UnknownHostException {
            try {
                return question.ask();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                    throw new UnknownHostException("The look-up was interrupted.");
                }
                throw e;
            }
        }

        /** Whether the caller is a task of a loop, or its guest, that can give way here. */
        private static boolean isInPatientTask() {
            return Thread.currentThread().isVirtual()
                    && isOnLoop()
                    && !isPinned()
                    && !(Fiber.current().body() instanceof Lookup);
        }

        private static boolean isOnLoop() {
            try {
                return Fiber.isOnLoop();
            } catch (IllegalStateException e) {
                return false; // The JDK is not open to us, so there are no loops.
            }
        }

        private static boolean isPinned() {
            return StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
                    .walk(frames -> frames.anyMatch(Resolver::holdsCarrier));
        }

        private static boolean holdsCarrier(StackWalker.StackFrame frame) {
            return frame.isNativeMethod()
                    || frame.getMethodName().equals("<clinit>")
                    || frame.getMethodName().equals("loadClass");
        }
    }
}
