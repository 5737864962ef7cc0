/**
 * Holds the Dockerfile and the manifests of Kubernetes to each other and to the code: names, ports, paths, keys, users.
 */
package dev.codexgateway.deploy;
