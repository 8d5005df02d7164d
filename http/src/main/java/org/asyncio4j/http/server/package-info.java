/**
 * The server: {@link org.asyncio4j.http.server.Application} with routes and middlewares, {@link
 * org.asyncio4j.http.server.Request} and {@link org.asyncio4j.http.server.Response}, and {@link
 * org.asyncio4j.http.server.HttpServer} that serves them.
 */
package org.asyncio4j.http.server;
