package dev.codexgateway.config;

import java.util.List;

/** A configuration that cannot be used. Its faults are sentences for the operator and never hold a secret's value. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> faults;

    public ConfigException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
