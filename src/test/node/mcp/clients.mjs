// The official clients do with the gateway what their users do, by an API key. One line of JSON for each tells what came of it.
//   node clients.mjs URL API_KEY
import { generations } from './sdk.mjs';

const [, , url, key] = process.argv;
const { sdk, client } = generations;

const clients = {
  sdk: [sdk, sdk.client()],
  initializing: [client, client.client('legacy')],
  stateless: [client, client.client('auto')],
};

// One after the other: all are one caller and count their requests alike, and what two of them may mean is not called off.
for (const [name, [generation, visitor]] of Object.entries(clients)) {
  console.log(JSON.stringify({ client: name, ...(await visit(name, generation, visitor)) }));
}
process.exit(0);

async function visit(name, generation, client) {
  const transport = generation.transport(url, { requestInit: { headers: { 'X-API-Key': key } } });
  await client.connect(transport);
  const call = (tool, args, options) => generation.call(client, tool, args, options);
  const tools = (await client.listTools()).tools.map((tool) => tool.name);
  const progress = [];
  const answered = await call('codex_prompt', { prompt: 'slow', session_id: name }, { onprogress: (told) => progress.push(told.progress) });
  const seen = await call('codex_status', { session_id: name });
  const listed = await call('codex_list', {});
  const refused = await call('codex_prompt', { prompt: 'a', session_id: 'not a name' });
  return {
    version: generation.version(client, transport),
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
