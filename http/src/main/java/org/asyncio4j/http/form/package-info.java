/** Forms and multipart bodies: those that are sent, and those that are received. */
package org.asyncio4j.http.form;
