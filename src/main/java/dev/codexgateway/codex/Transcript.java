package dev.codexgateway.codex;

import java.util.List;

import jakarta.json.JsonObject;

/** Reads from a turn's events what it has said, and makes it readable. */
public final class Transcript {
    private Transcript() {}

    /** The last message, as far as the events tell it. */
    public static String content(List<JsonObject> events) {
        StringBuilder message = new StringBuilder();
        String current = "";
        for (JsonObject event : events) {
            JsonObject item = event.getJsonObject("item");
            if (item == null || !Item.AGENT_MESSAGE.equals(item.getString("type", ""))) {
                continue;
            }
            boolean completed = "item.completed".equals(event.getString("type"));
            if (completed || !item.getString("id").equals(current)) {
                message.setLength(0);
                current = item.getString("id");
            }
            message.append(completed ? text(item) : event.getString("delta", ""));
        }
        return message.toString();
    }

    /** A replacement character stands for each half of a surrogate pair that has no other half. */
    public static String readable(String text) {
        if (text.codePoints().noneMatch(Transcript::half)) {
            return text;
        }
        StringBuilder readable = new StringBuilder(text.length());
        text.codePoints().map(c -> half(c) ? '\uFFFD' : c).forEach(readable::appendCodePoint);
        return readable.toString();
    }

    private static boolean half(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    static String text(JsonObject item) {
        return item.getString("text", "");
    }
}
