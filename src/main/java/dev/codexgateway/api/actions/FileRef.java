package dev.codexgateway.api.actions;

import dev.codexgateway.fetch.Link;

/**
 * A file that a request names.
 *
 * @param id   by which the same file is known again; the link is another each time
 * @param name fit to be shown, and believed no further
 */
public record FileRef(String id, String name, Link link) {}
