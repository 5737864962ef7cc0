package dev.codexgateway.pages;

/** What a page tells about what was just done. */
public enum Notice {
    WRONG_CREDENTIALS, TOO_MANY_ATTEMPTS, SESSION_EXPIRED, SIGNED_OUT, PASSWORD_CHANGED, PASSWORD_WRONG, PASSWORDS_DIFFER, PASSWORD_TOO_SHORT, GRANT_REVOKED, NOT_ALLOWED, COMPANY_FAILED, SECRET_DROPPED;

    /** Whether what was asked for was done. */
    boolean good() {
        return switch (this) {
            case SIGNED_OUT, PASSWORD_CHANGED, GRANT_REVOKED, SECRET_DROPPED -> true;
            case WRONG_CREDENTIALS, TOO_MANY_ATTEMPTS, SESSION_EXPIRED, PASSWORD_WRONG, PASSWORDS_DIFFER,
                    PASSWORD_TOO_SHORT, NOT_ALLOWED, COMPANY_FAILED ->
                false;
        };
    }
}
