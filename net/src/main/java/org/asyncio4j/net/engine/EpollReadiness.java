package org.asyncio4j.net.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

import java.io.IOException;

/**
 * Watches a descriptor with epoll, edge-triggered and for everything at once, so that no wait costs
 * a system call to arm it.
 */
final class EpollReadiness extends Readiness implements EpollIoHandle {
    /**
     * Urgent data has come. The system ends a receive before it, though more may follow, so from
     * then on a short one tells nothing: as when the peer has ended.
     */
    private static final int URGENT = 0x2;

    private static final EpollIoOps EVERYTHING =
            EpollIoOps.EPOLLIN
                    .with(EpollIoOps.EPOLLOUT)
                    .with(EpollIoOps.EPOLLRDHUP)
                    .with(EpollIoOps.EPOLLET)
                    .with(EpollIoOps.valueOf(URGENT));

    private static final int IN = EpollIoOps.EPOLLIN.value();
    private static final int OUT = EpollIoOps.EPOLLOUT.value();

    /** Both ends are closed; the system reports it unasked. */
    private static final int HANGUP = 0x10;

    private static final int ENDED =
            EpollIoOps.EPOLLRDHUP.value() | EpollIoOps.EPOLLERR.value() | HANGUP | URGENT;

    private static final int FAILED = EpollIoOps.EPOLLERR.value() | HANGUP;

    private final FileDescriptor descriptor;
    private final IoRegistration registration;

    EpollReadiness(Watched owner, NettyReactor reactor, FileDescriptor descriptor)
            throws IOException {
        super(owner);
        this.descriptor = descriptor;
        this.registration = reactor.register(this);
        registration.submit(EVERYTHING);
    }

    @Override
    protected void arm(Direction direction) {
        // It always is.
    }

    @Override
    protected boolean reportsUnasked() {
        return true;
    }

    @Override
    protected void forget() {
        registration.cancel();
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int seen = ((EpollIoEvent) event).ops().value();
        report((seen & IN) != 0, (seen & (OUT | FAILED)) != 0, (seen & ENDED) != 0);
    }
}
