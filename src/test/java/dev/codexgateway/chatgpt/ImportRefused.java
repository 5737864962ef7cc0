package dev.codexgateway.chatgpt;

import java.util.List;

/** ChatGPT's editor does not take a schema, or would leave a part of it out. */
public final class ImportRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    ImportRefused(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
