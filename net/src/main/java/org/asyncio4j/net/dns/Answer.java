package org.asyncio4j.net.dns;

import java.util.List;

/**
 * What came of a {@link Query}.
 *
 * @param values addresses or names; empty where something failed
 * @param failure what failed, or null
 * @param reason the failure in words: the end of the sentence "Cannot resolve …: …"
 * @param seconds for how long it may be remembered; 0 for not at all
 */
record Answer(List<Object> values, Failure failure, String reason, long seconds) {
    /** Why there is no answer; the later in this list, the less is known. */
    enum Failure {
        NO_SUCH_NAME,
        NO_SUCH_RECORD,
        SERVER_FAILED,
        NO_REPLY,
        UNREACHABLE;

        /** Whether this is a fact about the name, rather than trouble with a name server. */
        boolean isDefinite() {
            return this == NO_SUCH_NAME || this == NO_SUCH_RECORD;
        }
    }

    static Answer found(List<Object> values, long seconds) {
        return new Answer(values, null, null, seconds);
    }

    static Answer failed(Failure failure, String reason, long seconds) {
        return new Answer(List.of(), failure, reason, seconds);
    }

    boolean isFound() {
        return failure == null;
    }

    /** Whether asking another name server is of no use. */
    boolean isDefinite() {
        return failure == null || failure.isDefinite();
    }

    <T> List<T> values(Class<T> type) {
        return values.stream().map(type::cast).toList();
    }
}
