package dev.codexgateway.process;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a kill will leave of a turn, read from the database beside the process that writes it. */
final class StoredEvents {
    private StoredEvents() {}

    /** The bodies of a turn's events, one after the other. */
    static String of(Path file, String turn) {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement events = database
                        .prepareStatement("SELECT GROUP_CONCAT(body) FROM event WHERE turn_id = ?")) {
            events.setString(1, turn);
            ResultSet row = events.executeQuery();
            return row.next() && row.getString(1) != null ? row.getString(1) : "";
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
