package dev.codexgateway.proxy;

/** Finds in a passing stream of events (SSE) the JSON of each, wherever the pieces are cut. For one thread. */
final class Events {
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final Glance glance;
    private final Runnable each;
    private int prefix;
    private boolean data;
    private boolean any;

    /** @param each is told when the glance has seen an event's data */
    Events(Glance glance, Runnable each) {
        this.glance = glance;
        this.each = each;
    }

    void feed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int end = i;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            line(bytes, i, end);
            if (end < to) {
                endOfLine();
            }
            i = end + 1;
        }
    }

    private void line(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && prefix >= 0 && prefix < DATA.length) {
            prefix = bytes[i++] == DATA[prefix] ? prefix + 1 : -1;
        }
        if (prefix == DATA.length && i < to) {
            if (!data) {
                data = true;
                any = true;
                glance.restart();
            }
            glance.feed(bytes, i, to);
        }
    }

    /** An event's data is one line at OpenAI. */
    private void endOfLine() {
        if (any) {
            each.run();
        }
        prefix = 0;
        data = false;
        any = false;
    }
}
