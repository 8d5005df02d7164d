package org.asyncio4j.explored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.channel.BrokenResourceException;
import org.asyncio4j.channel.ClosedResourceException;
import org.asyncio4j.channel.EndOfChannelException;
import org.asyncio4j.channel.MemoryChannel;
import org.asyncio4j.channel.ReceiveChannel;
import org.asyncio4j.channel.SendChannel;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

@Timeout(60)
class MemoryChannelTest {
    /**
     * What was sent is received once, or still under way; what was not, is not. Each receiver gets
     * items in the order in which they were sent. Nobody waits in vain.
     */
    @Orders
    void losesNothingAndDoublesNothing(Strategy strategy) {
        Model.explore(strategy, Users::new);
    }

    private static final class Users extends Model {
        private final MemoryChannel<Integer> channel = MemoryChannel.open(random.nextInt(3));
        private final Set<Integer> sent = new HashSet<>();
        private final List<Integer> received = new ArrayList<>();
        private final List<SendChannel<Integer>> senders = new ArrayList<>();
        private final List<ReceiveChannel<Integer>> receivers = new ArrayList<>();
        private int begun;

        Users(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            for (int i = 0; i < 4; i++) {
                SendChannel<Integer> sender = channel.sender().clone();
                ReceiveChannel<Integer> receiver = channel.receiver().clone();
                senders.add(sender);
                receivers.add(receiver);
                start(1, () -> send(sender));
                start(1, () -> receive(receiver));
            }
            channel.sender().close();
            for (int i = 0; i < 12; i++) {
                pause();
                switch (random.nextInt(6)) {
                    case 0 -> senders.get(random.nextInt(senders.size())).close();
                    case 1 -> receivers.get(random.nextInt(receivers.size())).close();
                    default -> cancelSomebody();
                }
            }
            settle();
            checkNobodyWaitsInVain();
            senders.forEach(SendChannel::close);
            receivers.forEach(ReceiveChannel::close);
            join();
            checkItems();
        }

        /** All have done what they can by now. */
        private void checkNobodyWaitsInVain() {
            var statistics = channel.receiver().statistics();
            assertTrue(statistics.waitingToReceive() == 0 || statistics.buffered() == 0);
            assertTrue(
                    statistics.waitingToSend() == 0
                            || statistics.buffered() == statistics.capacity()
                                    && statistics.waitingToReceive() == 0);
        }

        /** One receiving end is open still, so what is under way was not dropped. */
        private void checkItems() {
            while (channel.receiver().statistics().buffered() > 0) {
                received.add(channel.receiver().receiveNowait());
            }
            Set<Integer> once = new HashSet<>(received);
            assertEquals(received.size(), once.size());
            assertEquals(sent, once);
        }

        private void send(SendChannel<Integer> sender) {
            try (sender) {
                for (int i = 0; i < 6; i++) {
                    pause();
                    attempt(() -> {
                        int item = begun++;
                        sender.send(item);
                        sent.add(item);
                    });
                }
            } catch (ClosedResourceException | BrokenResourceException e) {
                // The end of the program.
            }
        }

        private void receive(ReceiveChannel<Integer> receiver) {
            int[] last = {-1};
            try (receiver) {
                while (true) {
                    attempt(() -> {
                        int item = receiver.receive();
                        assertTrue(last[0] < item, () -> item + " was sent before");
                        last[0] = item;
                        received.add(item);
                    });
                    pause();
                }
            } catch (ClosedResourceException | EndOfChannelException e) {
                // The end of the program.
            }
        }
    }
}
