// The official clients do with the gateway what their users do. One line of JSON for each client tells what came of it.
//   node clients.mjs URL API_KEY
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as Client2, StreamableHTTPClientTransport as Transport2 } from '@modelcontextprotocol/client';

const [, , url, key] = process.argv;
const identity = { name: 'test', version: '1.0.0' };
const init = { requestInit: { headers: { 'X-API-Key': key } } };

const clients = {
  sdk: () => [new Client1(identity), new Transport1(new URL(url), init), true],
  initializing: () => [new Client2(identity, { versionNegotiation: { mode: 'legacy' } }), new Transport2(new URL(url), init), false],
  stateless: () => [new Client2(identity, { versionNegotiation: { mode: 'auto' } }), new Transport2(new URL(url), init), false],
};

for (const [name, make] of Object.entries(clients)) {
  console.log(JSON.stringify({ client: name, ...(await visit(name, ...make())) }));
}
process.exit(0);

async function visit(name, client, transport, first) {
  await client.connect(transport);
  // The first generation of the SDK takes a schema of the result before the options.
  const call = (tool, args, options) => {
    const params = { name: tool, arguments: args };
    return first ? client.callTool(params, undefined, options) : client.callTool(params, options);
  };
  const tools = (await client.listTools()).tools.map((tool) => tool.name);
  const progress = [];
  const answered = await call('codex_prompt', { prompt: 'slow', session_id: name }, { onprogress: (told) => progress.push(told.progress) });
  const seen = await call('codex_status', { session_id: name });
  const listed = await call('codex_list', {});
  const refused = await call('codex_prompt', { prompt: 'a', session_id: 'not a name' });
  return {
    version: first ? transport.protocolVersion : client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion()?.name,
    tools,
    progressed: progress.length > 0 && progress.every((value, i) => i === 0 || value > progress[i - 1]),
    content: answered.structuredContent.content,
    turns: seen.structuredContent.turns,
    listed: listed.structuredContent.data.some((one) => one.session_id === name),
    refused: refused.isError,
    cancelled: await cancelled(call, `${name}-endless`),
  };
}

/** Calls a tool off while its turn runs, and says how the turn ended. */
async function cancelled(call, session) {
  const off = new AbortController();
  const running = call('codex_prompt', { prompt: 'endless', session_id: session }, { signal: off.signal, onprogress: () => off.abort() })
    .then(() => 'was answered', () => 'was called off');
  const outcome = await running;
  const seen = await call('codex_status', { session_id: session, wait_seconds: 30 });
  return `${outcome}, ${seen.structuredContent.status}`;
}
