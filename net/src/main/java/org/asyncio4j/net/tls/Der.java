package org.asyncio4j.net.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The little of DER that it takes to wrap old formats of private keys into PKCS#8, which is all
 * that the JDK reads: {@code SEQUENCE { INTEGER 0, SEQUENCE { algorithm }, OCTET STRING { key } }}.
 */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;

    private static final byte[] VERSION_0 = element(INTEGER, new byte[1]);

    /** 1.2.840.113549.1.1.1 and no parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

    /** 1.2.840.10045.2.1; the parameters name the curve. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Der() {}

    /** Makes PKCS#8 of a PKCS#1 key. */
    static byte[] wrapRsaKey(byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA), element(OCTET_STRING, key));
    }

    /**
     * Makes PKCS#8 of a SEC1 key: {@code SEQUENCE { INTEGER 1, OCTET STRING, [0] { curve }, … }}.
     *
     * @throws IllegalArgumentException if it is none, or does not name its curve
     */
    static byte[] wrapEcKey(byte[] key) {
        ByteBuffer fields = content(ByteBuffer.wrap(key), SEQUENCE);
        content(fields, INTEGER);
        content(fields, OCTET_STRING);
        ByteBuffer parameters = content(fields, PARAMETERS);
        byte[] curve = new byte[parameters.remaining()];
        parameters.get(parameters.position(), curve);
        content(parameters, OBJECT_IDENTIFIER);
        return element(
                SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve), element(OCTET_STRING, key));
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    /** Takes an element with that tag; returns its content. */
    private static ByteBuffer content(ByteBuffer data, int tag) {
        if (data.remaining() < 2 || (data.get() & 0xFF) != tag) {
            throw new IllegalArgumentException("it does not name its elliptic curve");
        }
        int length = data.get() & 0xFF;
        if (length > 0x80) {
            int bytes = length & 0x7F;
            length = 0;
            for (int i = 0; i < bytes && data.hasRemaining() && length < 1 << 16; i++) {
                length = length << 8 | data.get() & 0xFF;
            }
        }
        if (length > data.remaining()) {
            throw new IllegalArgumentException("it is cut short");
        }
        ByteBuffer content = data.slice(data.position(), length);
        data.position(data.position() + length);
        return content;
    }
}
