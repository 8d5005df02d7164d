package org.asyncio4j.net.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses among the identities by the host name that the client asked for: one whose pattern is the
 * name, else one with a wildcard, else one for all. Aliases are their numbers.
 *
 * <p>A client has one, and shows it whichever authorities the server names, as openssl does: the
 * server says best by itself what it does not accept.
 */
public final class IdentityKeyManager extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    public IdentityKeyManager(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(keyType, requestedHost(engine.getHandshakeSession()));
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(
                keyType,
                socket instanceof SSLSocket tls ? requestedHost(tls.getHandshakeSession()) : null);
    }

    /** The host name that the client asked for, or null. */
    private static String requestedHost(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    private String choose(String keyType, String host) {
        if (host != null) {
            boolean known = identities.stream().anyMatch(identity -> identity.isFor(host));
            if (known) {
                String exact =
                        first(
                                keyType,
                                each -> each.isFor(host) && !each.hostPattern().startsWith("*"));
                return exact != null ? exact : first(keyType, each -> each.isFor(host));
            }
        }
        return first(keyType, Identity::isForAll);
    }

    private String first(String keyType, Predicate<Identity> condition) {
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            if (identity.isOfType(keyType) && condition.test(identity)) {
                return String.valueOf(i);
            }
        }
        return null;
    }

    @Override
    public String chooseEngineClientAlias(
            String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        for (String keyType : keyTypes) {
            String alias = first(keyType, Identity::isForAll);
            if (alias != null) {
                return alias;
            }
        }
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    private String[] aliases(String keyType) {
        List<String> aliases =
                identities.stream()
                        .filter(identity -> identity.isOfType(keyType))
                        .map(identity -> String.valueOf(identities.indexOf(identity)))
                        .toList();
        return aliases.isEmpty() ? null : aliases.toArray(new String[0]);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }
}
