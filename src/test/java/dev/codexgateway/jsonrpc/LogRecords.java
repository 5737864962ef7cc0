package dev.codexgateway.jsonrpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the dispatcher logs while this is open. Safe for concurrent use. */
final class LogRecords extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(Dispatcher.class.getName());
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    LogRecords() {
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    List<LogRecord> records() {
        return records;
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
