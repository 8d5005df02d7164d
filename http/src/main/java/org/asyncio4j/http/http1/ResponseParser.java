package org.asyncio4j.http.http1;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ResponseHead;

/** Parses the heads of responses. */
final class ResponseParser extends HeadParser {
    private int status;
    private String reason;
    private boolean version10;
    private ResponseHead head;

    ResponseParser(int maxLine, int maxField, int maxHeaders) {
        super(maxLine, maxField, maxHeaders);
    }

    @Override
    void reset() {
        super.reset();
        head = null;
    }

    ResponseHead head() {
        return head;
    }

    /** Whether the server keeps the connection open behind this response. */
    boolean keepAlive() {
        return version10
                ? head.headers().containsToken("Connection", "keep-alive")
                : !head.headers().containsToken("Connection", "close");
    }

    @Override
    void checkFirst(byte first) throws HttpProtocolException {
        if (first != 'H') {
            throw bad("It does not begin with HTTP/.");
        }
    }

    @Override
    void emptyFirstLine() throws HttpProtocolException {
        throw bad("It begins with an empty line.");
    }

    @Override
    void firstLine(byte[] data, int start, int end) throws HttpProtocolException {
        String line = text(data, start, end);
        boolean version11 = line.startsWith("HTTP/1.1 ");
        version10 = line.startsWith("HTTP/1.0 ");
        if (!version11 && !version10) {
            throw bad("Its status line does not begin with HTTP/1.1 or HTTP/1.0 and a status.");
        }
        status = status(line);
        reason = line.length() > 13 ? line.substring(13) : "";
        for (int i = 0; i < reason.length(); i++) {
            char each = reason.charAt(i);
            if (each < ' ' && each != '\t' || each == 0x7f) {
                throw bad("Its reason phrase has a control character.");
            }
        }
    }

    private int status(String line) throws HttpProtocolException {
        boolean ends = line.length() == 12 || line.length() > 12 && line.charAt(12) == ' ';
        int number = 0;
        for (int i = 9; ends && i < 12; i++) {
            int digit = line.charAt(i) - '0';
            ends = digit >= 0 && digit <= 9;
            number = number * 10 + digit;
        }
        if (!ends || number < 100 || number > 999) {
            throw bad("Its status is not a number from 100 to 999.");
        }
        return number;
    }

    /** Other fields are twice in many a response, by mistake; the first counts. */
    @Override
    boolean isSingle(String field) {
        return field.equalsIgnoreCase("Content-Length")
                || field.equalsIgnoreCase("Transfer-Encoding");
    }

    @Override
    boolean allowsFolding() {
        return true;
    }

    @Override
    void complete(Headers headers) {
        head = new ResponseHead(status, reason, version10 ? "HTTP/1.0" : "HTTP/1.1", headers);
    }

    @Override
    HttpProtocolException bad(String what) {
        return new HttpProtocolException(502, "The response is not HTTP/1.1: " + what);
    }
}
