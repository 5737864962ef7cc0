package dev.codexgateway.chatgpt;

/** ChatGPT shows its user the button to sign in. */
public final class SignInNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SignInNeeded(String why) {
        super(why);
    }
}
