package org.asyncio4j.net.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;

import java.io.IOException;

/**
 * Watches a descriptor through io_uring: a wait is a poll request on the ring, which goes to the
 * kernel with all others of the same turn in one system call.
 */
final class UringReadiness extends Readiness implements IoUringIoHandle {
    /** Operations of the ring, by the kernel's numbers. */
    private static final byte POLL_ADD = 6;

    private static final byte ASYNC_CANCEL = 14;

    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int POLLERR = 0x8;
    private static final int POLLHUP = 0x10;
    private static final int POLLRDHUP = 0x2000;

    /** Of a poll request: it is answered again and again, each time that something changes. */
    private static final int MULTISHOT = 1;

    /** Of an answer: more will come to the same request. */
    private static final int MORE = 2;

    /** What an event's data says: whose request it answers. */
    private static final long INPUT = 1;

    private static final long OUTPUT = 2;

    private static final long NOT_ARMED = 0;

    private final FileDescriptor descriptor;
    private final IoRegistration registration;

    /** The requests that have not been answered, by which they can be cancelled. */
    private long inputRequest = NOT_ARMED;

    private long outputRequest = NOT_ARMED;

    /**
     * Whether the system tells that one end is shut in all its answers, asked or not. A request for
     * room to send would be answered with that at once, and say nothing of the room.
     */
    private boolean halfClosed;

    UringReadiness(Watched owner, NettyReactor reactor, FileDescriptor descriptor)
            throws IOException {
        super(owner);
        this.descriptor = descriptor;
        this.registration = reactor.register(this);
    }

    @Override
    protected void arm(Direction direction) {
        if (direction == input && inputRequest == NOT_ARMED) {
            inputRequest = poll(POLLIN | POLLRDHUP, INPUT, 0);
        } else if (direction == output && outputRequest == NOT_ARMED) {
            outputRequest = poll(POLLOUT, OUTPUT, halfClosed ? MULTISHOT : 0);
        }
    }

    private long poll(int mask, long whose, int mode) {
        return registration.submit(
                operation(POLL_ADD, descriptor.intValue(), NOT_ARMED, mode, mask, whose));
    }

    private static IoUringIoOps operation(
            byte code, int fd, long target, int mode, int mask, long data) {
        short none = 0;
        return new IoUringIoOps(
                code, (byte) 0, none, fd, 0, target, mode, mask, data, none, none, 0, 0);
    }

    /** Requests keep the socket open in the kernel, so they have to go before it can be closed. */
    @Override
    protected void forget() {
        cancel(inputRequest);
        cancel(outputRequest);
        registration.cancel();
    }

    private void cancel(long request) {
        if (request != NOT_ARMED) {
            registration.submit(operation(ASYNC_CANCEL, -1, request, 0, 0, 0));
        }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        IoUringIoEvent answer = (IoUringIoEvent) event;
        if (answer.opcode() != POLL_ADD) {
            return;
        }
        if (answer.userData() == INPUT) {
            inputRequest = NOT_ARMED;
        } else if ((answer.flags() & MORE) == 0) {
            outputRequest = NOT_ARMED;
        }
        int seen = answer.res();
        boolean failed = seen < 0 || (seen & (POLLERR | POLLHUP)) != 0;
        if (!failed && (seen & POLLRDHUP) != 0) {
            halfClosed = true;
        }
        if (answer.userData() == OUTPUT
                && !failed
                && (seen & POLLOUT) == 0
                && registration.isValid()) {
            arm(output); // The answer was only that one end is shut.
        }
        report(
                (seen & POLLIN) != 0,
                failed || (seen & POLLOUT) != 0,
                failed || (seen & POLLRDHUP) != 0);
    }

    @Override
    public void close() {
        forget();
        super.close();
    }
}
