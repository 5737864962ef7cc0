package dev.codexgateway.api.actions;

import dev.codexgateway.codex.Prompt;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.fetch.FetchFault;

/**
 * What is wrong with a file, in words by which the model helps the person. Always as invalid params: what is missing is a
 * file that this request should have brought, and ChatGPT stops calling an Action for a while after several 5xx.
 */
final class FileTrouble {
    static final String ANOTHER_WAY = " You can also paste its text into `prompt`, or send the request without it.";
    private static final String AGAIN = " Ask the person to attach the file again.";

    private FileTrouble() {}

    static GatewayException noLink(String name) {
        return GatewayException.invalid("The link to the file \"" + name + "\" did not come with the request, so it "
                + "cannot be read." + AGAIN + ANOTHER_WAY);
    }

    static GatewayException kind(String name) {
        return GatewayException.invalid("The file \"" + name + "\" is neither text in UTF-8 nor a PNG, JPEG, GIF or "
                + "WebP picture; only these can be read." + ANOTHER_WAY);
    }

    static GatewayException of(FetchFault fault, String name, int megabytes, int megabytesTogether) {
        String file = "The file \"" + name + "\"";
        return GatewayException.invalid(switch (fault.reason()) {
            case MALFORMED -> "The link to the file \"" + name + "\" is not one." + AGAIN + ANOTHER_WAY;
            case NOT_ALLOWED -> file + " cannot be taken from where its link leads: this gateway takes files only from "
                    + "the hosts that its operator named (actions.file-hosts)." + ANOTHER_WAY;
            case TOO_LARGE -> file + " is too large: a file may have at most " + megabytes + " MB." + ANOTHER_WAY;
            case TOO_LARGE_TOGETHER -> "The files are too large: together they may have at most " + megabytesTogether
                    + " MB. Send fewer of them, or smaller ones.";
            case TOO_SLOW ->
                file + " did not come in time. Send the same request once more; if that fails too, ask the "
                        + "person to attach the file again." + ANOTHER_WAY;
            case STATUS -> status(fault.status().orElse(0), file);
            case NO_ANSWER, UNTRUSTED, PROTOCOL, GIVEN_UP -> file + " could not be fetched. Send the same request once "
                    + "more; if that fails too, ask the person to attach the file again." + ANOTHER_WAY;
        });
    }

    /** An expired link of a blob store is answered with 403, or with 404 when the file is gone as well. */
    private static String status(int status, String file) {
        return switch (status) {
            case 401, 403, 404, 410 -> "The link to t" + file.substring(1)
                    + " has expired: links live five minutes." + AGAIN + ANOTHER_WAY;
            default -> file + " could not be fetched: its host answered with status " + status + "." + AGAIN
                    + ANOTHER_WAY;
        };
    }

    /** Texts go into the prompt as they are, which has its own bound. */
    static GatewayException tooMuchText() {
        return GatewayException.invalid("The text files have more than %,d characters together, more than a prompt may"
                .formatted(Prompt.MAX_CHARACTERS)
                + " have. Ask the person which part is needed and send that in `prompt`, or send fewer files.");
    }
}
