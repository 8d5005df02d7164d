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

    /**
     * What proves who asks. Gives way: the first time.
     *
     * @param elsewhere whether it was a server that led there, so that what is said of all other
     *     hosts does not count
     * @return null for nothing
     */
    String authorizationFor(URI url, boolean elsewhere) {
        if (netrc == null) {
            netrc = Netrc.load(variables);
        }
        String host = Origin.of(url).hostName();
        Netrc.Entry entry = elsewhere ? netrc.findNamed(host) : netrc.find(host);
        return entry == null ? null : entry.authorization();
    }
}
