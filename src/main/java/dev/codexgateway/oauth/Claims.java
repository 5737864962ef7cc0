package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.List;

/** Which GPTs' callbacks the owner has approved. Safe for concurrent use. */
public interface Claims {

    /** Keeps a claim; harmless if it is there. */
    void claim(String gptId, String clientId, String userId, Instant now);

    boolean claimed(String gptId, String clientId);

    List<Claim> list();

    /** Withdraws a claim; false if there is none. */
    boolean withdraw(String gptId);

    /** @param gptId the {@code g-…} of the callback */
    record Claim(String gptId, String clientId, String claimedBy, Instant claimedAt) {}
}
