/**
 * What the pass-through costs, measured: by {@code bench/proxy.sh}, never among the usual tests. Every measurement is taken on
 * three ways in turn: straight to the upstream, which is the absolute limit; through nginx, which is the practical one; and
 * through the packaged gateway with authentication, limits, metrics and accounting on. Machines are noisy, so what counts
 * are medians of interleaved rounds, ratios, and processor time.
 *
 * <p>One measurement: {@link dev.codexgateway.bench.ProxyBench} starts an upstream and the {@code Way}s to it, a load
 * ({@code Wrk} for JSON, {@code EventCallers} for streams) runs over each, and a {@code Table} is printed in Markdown.
 */
package dev.codexgateway.bench;
