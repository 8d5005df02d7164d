/**
 * What header fields, targets and forms are written in: escapes, parameters, dates, media types.
 * Knows of no message.
 */
package org.asyncio4j.http.syntax;
