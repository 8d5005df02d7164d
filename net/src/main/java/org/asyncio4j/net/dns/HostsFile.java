package org.asyncio4j.net.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code hosts(5)} says. */
final class HostsFile {
    private final Map<String, List<InetAddress>> addresses = new HashMap<>();
    private final Map<InetAddress, String> names = new HashMap<>();

    static HostsFile parse(List<String> lines) {
        HostsFile hosts = new HostsFile();
        lines.forEach(hosts::line);
        return hosts;
    }

    private void line(String line) {
        int comment = line.indexOf('#');
        String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
        if (words.length < 2) {
            return;
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(words[0]);
        } catch (IllegalArgumentException e) {
            return; // Such as an interface that is gone.
        }
        names.putIfAbsent(address, words[1]);
        for (int i = 1; i < words.length; i++) {
            List<InetAddress> known =
                    addresses.computeIfAbsent(
                            words[i].toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1));
            if (!known.contains(address)) {
                known.add(address);
            }
        }
    }

    /** In the order of the file; empty if it does not know the host. */
    List<InetAddress> addressesOf(String name) {
        return addresses.getOrDefault(name, List.of());
    }

    /** The first name that the file has for an address, or null. */
    String nameOf(InetAddress address) {
        return names.get(address);
    }
}
