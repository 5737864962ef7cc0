// Signs in to an MCP server with the OAuth client of an official SDK, and says on standard output what came of each step. The
// browser is whoever reads the line AUTHORIZE and writes the callback's address to standard input.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const { MODULES, SDK, SERVER, CALLBACK, CLIENT_ID } = process.env;
const { auth } = createRequire(join(MODULES, 'package.json'))(SDK);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (word, value) => console.log(`${word} ${typeof value === 'string' ? value : JSON.stringify(value)}`);

const kept = {
  // An SDK asks for https where a client describes itself; what it would keep then is given here.
  client: CLIENT_ID ? { client_id: CLIENT_ID } : undefined,
};
const provider = {
  redirectUrl: CALLBACK,
  clientMetadata: {
    client_name: 'An SDK',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  state: () => 'state-of-the-sdk',
  clientInformation: () => kept.client,
  saveClientInformation: (client) => { kept.client = client; },
  tokens: () => kept.tokens,
  saveTokens: (tokens) => { kept.tokens = tokens; },
  redirectToAuthorization: (url) => say('AUTHORIZE', url.href),
  saveCodeVerifier: (verifier) => { kept.verifier = verifier; },
  codeVerifier: () => kept.verifier,
};

say('FIRST', await auth(provider, { serverUrl: SERVER }));
const callback = new URL((await lines.next()).value);
say('SECOND', await auth(provider, {
  serverUrl: SERVER,
  authorizationCode: callback.searchParams.get('code'),
  iss: callback.searchParams.get('iss'),
}));
say('CLIENT', kept.client.client_id);
say('TOKENS', kept.tokens);
say('THIRD', await auth(provider, { serverUrl: SERVER }));
say('REFRESHED', kept.tokens);
process.exit(0);
