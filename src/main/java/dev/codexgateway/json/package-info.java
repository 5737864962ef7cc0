/** Where JSON values are made and read, in every room: {@link dev.codexgateway.json.Json}. Their types are JSON-P's. */
package dev.codexgateway.json;
