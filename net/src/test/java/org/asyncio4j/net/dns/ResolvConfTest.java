package org.asyncio4j.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

class ResolvConfTest {

    private static ResolvConf parse(String... lines) {
        return ResolvConf.parse(List.of(lines), "me");
    }

    private static List<String> candidates(String name, String... lines) throws Exception {
        return parse(lines).candidates(Host.of(name));
    }

    @Test
    void theFileIsRead() {
        ResolvConf conf =
                parse(
                        "# comment",
                        "; comment",
                        "nameserver 192.0.2.53",
                        "nameserver\t2001:db8::53",
                        "nameserver nonsense",
                        "nameserver",
                        "search  A.example b.example",
                        "options ndots:3 timeout:7 rotate attempts:1 nonsense: ndots:x",
                        "nonsense x");

        assertEquals(
                new ResolvConf(
                        List.of(
                                new InetSocketAddress("192.0.2.53", 53),
                                new InetSocketAddress("2001:db8::53", 53)),
                        List.of("a.example", "b.example"),
                        3,
                        Duration.ofSeconds(7),
                        1),
                conf);
    }

    @Test
    void anEmptyFileMeansTheUsualButNoServers() {
        assertEquals(ResolvConf.EMPTY, parse());
        assertEquals(
                new ResolvConf(List.of(), List.of(), 1, Duration.ofSeconds(5), 2),
                ResolvConf.EMPTY);
    }

    @Test
    void valuesThatAreOutOfBoundsAreBounded() {
        ResolvConf conf = parse("options ndots:99 timeout:0 attempts:99");

        assertEquals(15, conf.ndots());
        assertEquals(Duration.ofSeconds(1), conf.timeout());
        assertEquals(5, conf.attempts());
    }

    @Test
    void theLastOfSearchAndDomainHolds() {
        assertEquals(List.of("b.example"), parse("search a.example", "domain b.example").search());
        assertEquals(List.of("a.example"), parse("domain b.example", "search a.example").search());
        assertEquals(List.of(), parse("domain b.example", "search .").search());
    }

    @Test
    void withoutEitherTheMachinesOwnDomainIsSearched() {
        assertEquals(
                List.of("office.example"),
                ResolvConf.parse(List.of(), "me.office.example").search());
        assertEquals(
                List.of("a.example"),
                ResolvConf.parse(List.of("search a.example"), "me.office.example").search());
    }

    @Test
    void shortNamesAreSearchedFirstLongNamesLast() throws Exception {
        String search = "search a.example b.example";

        assertEquals(List.of("db.a.example", "db.b.example", "db"), candidates("db", search));
        assertEquals(
                List.of("db.x", "db.x.a.example", "db.x.b.example"), candidates("db.x", search));
        assertEquals(
                List.of("db.x.a.example", "db.x.b.example", "db.x"),
                candidates("db.x", search, "options ndots:2"));
        assertEquals(List.of("db"), candidates("db.", search));
        assertEquals(List.of("db"), candidates("db"));
    }
}
