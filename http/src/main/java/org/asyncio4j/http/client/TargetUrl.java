package org.asyncio4j.http.client;

import java.net.URI;

/**
 * A URL as it is requested.
 *
 * @param url in its normal form; without a user
 * @param authorization what the user and password in it mean for {@code Authorization}; null if
 *     there were none
 */
record TargetUrl(URI url, String authorization) {}
