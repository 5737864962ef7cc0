package dev.codexgateway.oauth;

/** The stores that a contract is held against. */
public record Ports(Users users, Sessions sessions, Clients clients, Claims claims, Consents consents,
        ParkedRequests parked, Grants grants, UsedAssertions assertions) {}
