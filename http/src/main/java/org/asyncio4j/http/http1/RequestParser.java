package org.asyncio4j.http.http1;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.http.wire.ServerLimits;

/** Parses the heads of requests. */
final class RequestParser extends HeadParser {
    private static final String[] COMMON = {
        "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"
    };

    /** The handshake that TLS begins with. */
    private static final byte TLS = 0x16;

    private boolean hadEmptyLine;
    private String method;
    private String target;
    private int minorVersion;
    private RequestHead head;
    private long bodyLength;
    private boolean expectsContinue;
    private boolean keepAlive;

    RequestParser(ServerLimits limits) {
        super(limits.maxLine(), limits.maxField(), limits.maxHeaders());
    }

    @Override
    void reset() {
        super.reset();
        hadEmptyLine = false;
        head = null;
    }

    // ---------------------------------------------------------------- what was parsed

    RequestHead head() {
        return head;
    }

    /** {@link Framing#CHUNKED}, or how many bytes. */
    long bodyLength() {
        return bodyLength;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** Whether the client wants the connection to live on. */
    boolean keepAlive() {
        return keepAlive;
    }

    boolean isVersion10() {
        return minorVersion == 0;
    }

    // ---------------------------------------------------------------- the request line

    @Override
    void checkFirst(byte first) throws HttpProtocolException {
        if (first == TLS) {
            throw bad("This is TLS, and the port speaks plain HTTP. Use http:// here.");
        }
        if ((first < 'A' || first > 'Z') && first != '\r') {
            throw bad("A request does not begin with a method in capitals.");
        }
    }

    /** One is tolerated: old clients send it behind the body of the request before. */
    @Override
    void emptyFirstLine() throws HttpProtocolException {
        if (hadEmptyLine) {
            throw bad("There are empty lines before the request.");
        }
        hadEmptyLine = true;
    }

    @Override
    void firstLine(byte[] data, int start, int end) throws HttpProtocolException {
        int afterMethod = indexOfBlank(data, start, end);
        int afterTarget = indexOfBlank(data, afterMethod + 1, end);
        if (afterTarget >= end) {
            throw bad("A request line is: method, blank, target, blank, version.");
        }
        method = method(data, start, afterMethod);
        minorVersion = minorVersion(data, afterTarget + 1, end);
        target = target(data, afterMethod + 1, afterTarget);
    }

    private static int indexOfBlank(byte[] data, int from, int end) {
        int index = from;
        while (index < end && data[index] != ' ') {
            index++;
        }
        return index;
    }

    private String method(byte[] data, int start, int end) throws HttpProtocolException {
        for (String each : COMMON) {
            if (matches(each, data, start, end)) {
                return each;
            }
        }
        for (int index = start; index < end; index++) {
            byte each = data[index];
            if ((each < 'A' || each > 'Z') && each != '-' && each != '_') {
                throw bad("The method has other characters than capitals and hyphens.");
            }
        }
        return text(data, start, end);
    }

    private static boolean matches(String expected, byte[] data, int start, int end) {
        if (end - start != expected.length()) {
            return false;
        }
        for (int index = start; index < end; index++) {
            if (data[index] != expected.charAt(index - start)) {
                return false;
            }
        }
        return true;
    }

    private int minorVersion(byte[] data, int start, int end) throws HttpProtocolException {
        if (matches("HTTP/1.1", data, start, end)) {
            return 1;
        }
        if (matches("HTTP/1.0", data, start, end)) {
            return 0;
        }
        if (end - start == 8
                && matches("HTTP/", data, start, start + 5)
                && isDigit(data[start + 5])
                && data[start + 6] == '.'
                && isDigit(data[start + 7])) {
            throw new HttpProtocolException(
                    505,
                    "The version "
                            + text(data, start, end)
                            + " is not spoken here: HTTP/1.1 and HTTP/1.0 are.");
        }
        throw bad("The request line does not end with HTTP/1.1 or HTTP/1.0.");
    }

    private static boolean isDigit(byte each) {
        return each >= '0' && each <= '9';
    }

    private String target(byte[] data, int start, int end) throws HttpProtocolException {
        for (int index = start; index < end; index++) {
            byte each = data[index];
            if (each <= ' ' || each == 0x7f || each == '#') {
                throw bad(
                        "The target of the request has a character that must be percent-encoded, or"
                                + " a fragment.");
            }
        }
        boolean fits =
                switch (data[start]) {
                    case '/' -> !method.equals("CONNECT");
                    case '*' -> end - start == 1 && method.equals("OPTIONS");
                    default ->
                            method.equals("CONNECT")
                                    ? Targets.isAuthority(data, start, end)
                                    : Targets.isAbsolute(data, start, end);
                };
        if (!fits) {
            throw bad("The target does not fit the method: a path with / was expected.");
        }
        return text(data, start, end);
    }

    // ---------------------------------------------------------------- the fields

    @Override
    boolean allowsFolding() {
        return false;
    }

    @Override
    void complete(Headers headers) throws HttpProtocolException {
        checkHost(headers.get("Host"));
        bodyLength = Framing.ofRequest(headers, isVersion10());
        expectsContinue = expectsContinue(headers);
        keepAlive =
                isVersion10()
                        ? headers.containsToken("Connection", "keep-alive")
                        : !headers.containsToken("Connection", "close");
        head = new RequestHead(method, target, isVersion10() ? "HTTP/1.0" : "HTTP/1.1", headers);
    }

    private void checkHost(String host) throws HttpProtocolException {
        if (host == null) {
            if (!isVersion10()) {
                throw bad("The header field Host is missing.");
            }
        } else if (!Targets.isHost(host)) {
            throw bad("The header field Host is not a host with an optional port.");
        }
    }

    private boolean expectsContinue(Headers headers) throws HttpProtocolException {
        String expect = headers.get("Expect");
        if (expect == null || isVersion10()) {
            return false;
        }
        if (!expect.equalsIgnoreCase("100-continue")) {
            throw new HttpProtocolException(417, "Only Expect: 100-continue can be met.");
        }
        return true;
    }

    @Override
    HttpProtocolException bad(String what) {
        return new HttpProtocolException(400, what);
    }
}
