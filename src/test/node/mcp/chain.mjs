// One of the official clients goes all the way: refused, signs in, uses tools, refreshes, is revoked. It says what came of each
// step, and goes on when it is told to by a line.
//   node chain.mjs GENERATION SERVER CALLBACK [ADDRESS_OF_ITS_METADATA]
import { createInterface } from 'node:readline';
import { generations } from './sdk.mjs';

const [, , name, server, redirectUrl, clientMetadataUrl] = process.argv;
const generation = generations[name];
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = async () => (await lines.next()).value;
const say = (word, value) => console.log(`${word} ${typeof value === 'string' ? value : JSON.stringify(value)}`);

const kept = {};
const authProvider = {
  redirectUrl,
  clientMetadataUrl,
  clientMetadata: {
    client_name: 'An SDK',
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  state: () => 'state-of-the-sdk',
  clientInformation: () => kept.client,
  saveClientInformation: (client) => { kept.client = client; },
  tokens: () => kept.tokens,
  saveTokens: (tokens) => { kept.tokens = tokens; },
  invalidateCredentials: (what) => { if (what === 'tokens' || what === 'all') { kept.tokens = undefined; } },
  redirectToAuthorization: (url) => say('AUTHORIZE', url.href),
  saveCodeVerifier: (verifier) => { kept.verifier = verifier; },
  codeVerifier: () => kept.verifier,
};
const failure = (work) => work.then(() => 'none', (error) => error.constructor.name);

let transport = generation.transport(server, { authProvider });
say('REFUSED', await failure(generation.client().connect(transport)));

await generation.finish(transport, new URL(await told()));
transport = generation.transport(server, { authProvider });
const client = generation.client();
await client.connect(transport);
const call = async (tool, args) => (await generation.call(client, tool, args)).structuredContent;
const status = () => call('codex_status', { session_id: 'chain' });
say('CLIENT', kept.client.client_id);
say('TOOLS', (await client.listTools()).tools.map((tool) => tool.name).join(' '));
say('PROMPT', await call('codex_prompt', { prompt: 'a', session_id: 'chain' }));
say('STATUS', await status());
say('TOKENS', kept.tokens);

await told();
say('STATUS', await status());
say('TOKENS', kept.tokens);

await told();
say('REVOKED', await failure(status()));
process.exit(0);
