/**
 * The whole: the configuration of everything ({@link dev.codexgateway.Settings}) and the composition root
 * ({@link dev.codexgateway.Gateway}), which knows every room and is known by the command line alone.
 */
package dev.codexgateway;
