package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.NettyReactor;

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
        return new Resolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "asyncio4j";
    }

    /**
     * @param system the JDK's own
     */
    private record Resolver(InetAddressResolver system) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            if (!isInPatientTask()) {
                return system.lookupByName(host, policy);
            }
            if (isForSystem()) {
                List<InetAddress> addresses =
                        toThread(() -> system.lookupByName(host, policy).toList());
                return addresses.stream();
            }
            Families families = Families.of(policy);
            return new NameLookup(families, List.of(), null).addressesOf(host).stream();
        }

        @Override
        public String lookupByAddress(byte[] bytes) throws UnknownHostException {
            if (!isInPatientTask()) {
                return system.lookupByAddress(bytes);
            }
            if (isForSystem()) {
                return toThread(() -> system.lookupByAddress(bytes));
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            String name = new NameLookup(Families.ofThisMachine(), List.of(), null).nameOf(address);
            if (name == null) {
                throw new UnknownHostException(
                        "The address " + address.getHostAddress() + " has no name.");
            }
            return name;
        }

        private static boolean isForSystem() {
            return SystemNames.isSystemWanted()
                    || !(Fiber.current().scheduler().reactor() instanceof NettyReactor);
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
            return StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(Resolver::holdsCarrier));
        }

        private static boolean holdsCarrier(StackWalker.StackFrame frame) {
            return frame.isNativeMethod()
                    || frame.getMethodName().equals("<clinit>")
                    || frame.getMethodName().equals("loadClass");
        }
    }
}
