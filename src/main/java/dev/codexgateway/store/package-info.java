/**
 * The database: connections, migrations, and the capabilities' ports by SQL. One set of statements serves SQLite and
 * PostgreSQL; what may happen once is one atomic statement or decided by a unique key. It knows the capabilities, and
 * nothing but the composition root knows it.
 */
package dev.codexgateway.store;
