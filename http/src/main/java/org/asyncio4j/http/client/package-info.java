/** The HTTP client: sessions, requests, responses, and what they are made of. */
package org.asyncio4j.http.client;
