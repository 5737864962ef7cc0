/**
 * The whole: the configuration of everything ({@link dev.codexgateway.Settings}) and the composition root
 * ({@link dev.codexgateway.Gateway}), which knows every room and is known by the command line alone. A request comes in at one
 * of its listeners, whose order of filters and routes it passes.
 */
package dev.codexgateway;
