package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Optional;

/**
 * The sign-in page: posts {@code csrf}, {@code request}, {@code username} and {@code password} to {@code /oauth/login}.
 *
 * @param request    the parked request that goes on afterwards
 * @param clientName who asks; empty for a sign-in to the account page
 * @param userName   what was typed before; may be empty
 * @param company    whether {@code GET /oauth/company?request=…} is offered
 */
public record LoginPage(String csrf, String request, Optional<String> clientName, String userName,
        Optional<Notice> notice, boolean company) {

    String companyPath() {
        return "/oauth/company?request=" + URLEncoder.encode(request, UTF_8);
    }
}
