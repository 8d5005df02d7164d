package org.asyncio4j.http.client;

import java.net.URI;
import java.util.Map;

/** What the environment says of proxies and passwords; looked at when it is first asked. */
final class Environment {
    private final Map<String, String> variables;
    private final ProxyEnvironment proxies;
    private Netrc netrc;

    Environment(Map<String, String> variables) {
        this.variables = variables;
        this.proxies = ProxyEnvironment.of(variables);
    }

    /** Null for none. */
    Proxy proxyFor(URI url) throws InvalidUrlError {
        return proxies.proxyFor(url);
    }

    /** Null for nothing. Gives way: the first time. */
    String authorizationFor(URI url) {
        if (netrc == null) {
            netrc = Netrc.load(variables);
        }
        Netrc.Entry entry = netrc.find(Origin.of(url).hostName());
        return entry == null ? null : entry.authorization();
    }
}
