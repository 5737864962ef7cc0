// The two generations of the official client, out of the folders that they were installed into, made alike.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const from = (folder) => createRequire(join(folder, 'package.json'));
const identity = { name: 'test', version: '1.0.0' };

export const generations = {
  sdk: first(from(process.env.SDK)),
  client: second(from(process.env.CLIENT)),
};

function first(require) {
  const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
  const { StreamableHTTPClientTransport: Transport } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');
  return {
    transport: (url, options) => new Transport(new URL(url), options),
    client: () => new Client(identity),
    version: (client, transport) => transport.protocolVersion,
    finish: (transport, callback) => transport.finishAuth(callback.searchParams.get('code')),
    // This generation takes a schema of the result before the options.
    call: (client, name, args, options) => client.callTool({ name, arguments: args }, undefined, options),
  };
}

function second(require) {
  const { Client, StreamableHTTPClientTransport: Transport } = require('@modelcontextprotocol/client');
  return {
    transport: (url, options) => new Transport(new URL(url), options),
    client: (mode = 'auto') => new Client(identity, { versionNegotiation: { mode } }),
    version: (client) => client.getNegotiatedProtocolVersion(),
    finish: (transport, callback) => transport.finishAuth(callback.searchParams),
    call: (client, name, args, options) => client.callTool({ name, arguments: args }, options),
  };
}
