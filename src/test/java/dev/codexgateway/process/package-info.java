/**
 * The packaged program as a process: started, asked over HTTP, stopped by signals, killed, and started again on what it
 * left. What can be shown within one JVM is shown beside the code that it is about.
 */
package dev.codexgateway.process;
