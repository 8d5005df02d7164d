package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.time;

import org.asyncio4j.TimerHandle;

import java.time.Duration;

/**
 * Asks a silent peer whether it is there, and gives it up if nothing comes: aiohttp's {@code
 * heartbeat}, whose numbers these are.
 *
 * <p>Whatever comes is a sign of life; so is that the peer takes more of a large message.
 *
 * <p>Costs a timer and no task. For who receives it costs reading the clock.
 */
final class Heartbeat {
    private final Duration interval;
    private final Patient patient;

    /** When the last sign of life came, on the loop's clock. */
    private Duration heard = time();

    /** Whether a ping was sent and nothing has come since. */
    private boolean waiting;

    private TimerHandle timer;

    /** Whose heart it is. */
    interface Patient {
        /** Sends a ping. Must not wait. */
        void ping();

        /** Makes sure that somebody reads what comes, if there is room for it. Must not wait. */
        void listen();

        /**
         * Whether so much is unread that nobody can see whether more has come; not if the ping is
         * not even out, for the peer takes nothing.
         */
        boolean isDeaf();

        /** Nothing has come. Must not wait. */
        void giveUp();
    }

    Heartbeat(Duration interval, Patient patient) {
        this.interval = interval;
        this.patient = patient;
        beatAfter(interval);
    }

    /** Something has come. */
    void heard() {
        heard = time();
        waiting = false;
    }

    /** Who read does not any more. */
    void notListening() {
        if (waiting) {
            patient.listen();
        }
    }

    void stop() {
        timer.cancel();
        waiting = false;
    }

    private void beatAfter(Duration delay) {
        timer = getRunningLoop().callLater(delay, this::beat);
    }

    private void beat() {
        Duration silence = time().minus(heard);
        if (silence.compareTo(interval) < 0) {
            beatAfter(interval.minus(silence));
            return;
        }
        waiting = true;
        timer = getRunningLoop().callLater(interval.dividedBy(2), this::check);
        patient.ping();
        patient.listen();
    }

    private void check() {
        if (waiting && !patient.isDeaf()) {
            patient.giveUp();
        } else {
            waiting = false;
            beat();
        }
    }
}
