package dev.codexgateway.connect;

/** What is found where our document should be, seen from outside. */
sealed interface Reached {

    /** Our document, byte for byte. */
    record Ours() implements Reached {}

    /** Something else, with status 200. */
    record Different() implements Reached {}

    /**
     * Nothing of use.
     *
     * @param reason of the check of the public URL
     * @param detail what stands in the reason's text
     */
    record Failed(String reason, String detail) implements Reached {
        Failed(String reason) {
            this(reason, "");
        }
    }
}
