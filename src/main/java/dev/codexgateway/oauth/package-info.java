/**
 * The OAuth 2.0 authorization server: clients, users, sign-in, consent, codes and tokens. An authorization request is
 * checked and parked; a person signs in, claims or consents; the code goes back to the callback and is redeemed at the token
 * endpoint for tokens, which the {@code access} room then lets in. A company's
 * identity provider may say who somebody is instead of a password. Looks are left to {@code pages}, rows to {@code store}.
 */
package dev.codexgateway.oauth;
