package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Scheduler;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a stack has given to a loop and nobody has closed. Loop thread only. */
public final class OpenSockets {
    private final Scheduler scheduler;
    private final Set<Watched> open = new LinkedHashSet<>();

    public OpenSockets(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The loop's. */
    public Scheduler scheduler() {
        return scheduler;
    }

    void add(Watched opened) {
        open.add(opened);
    }

    void remove(Watched closed) {
        open.remove(closed);
    }

    /** Closes them with their loop. */
    void endWithLoop() {
        List.copyOf(open).forEach(each -> each.readiness().close());
    }

    /** Their names, oldest first: "connection to 127.0.0.1:80". */
    public List<String> names() {
        return open.stream().map(Watched::toString).toList();
    }
}
