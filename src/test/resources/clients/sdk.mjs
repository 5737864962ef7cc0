// Calls the gateway by OpenAI's Node SDK as its users do, and prints what came of each call as one JSON object.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { MODULES, BASE_URL, KEY } = process.env;
const entry = createRequire(`${MODULES}/`).resolve('openai');
const { default: OpenAI } = await import(pathToFileURL(entry));
const client = new OpenAI({ baseURL: BASE_URL, apiKey: KEY, maxRetries: 0 });
const stranger = new OpenAI({ baseURL: BASE_URL, apiKey: 'nobody-0123456789-0123456789-0123456789', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello' }];

async function deltas(stream, text) {
  const parts = [];
  for await (const event of stream) {
    const part = text(event);
    if (part) parts.push(part);
  }
  return parts;
}

const CALLS = {
  async response() {
    const response = await client.responses.create({ model: 'gpt-6.1-sol', input: 'Say hello' });
    return { text: response.output_text, tokens: response.usage.output_tokens, requestId: response._request_id };
  },
  async responseStream() {
    const stream = client.responses.stream({ model: 'gpt-6.1-sol', input: 'Say hello' });
    const parts = await deltas(stream, (event) => event.type === 'response.output_text.delta' && event.delta);
    return { parts, text: (await stream.finalResponse()).output_text };
  },
  async chat() {
    const completion = await client.chat.completions.create({ model: 'gpt-6.1-sol', messages });
    return { text: completion.choices[0].message.content, tokens: completion.usage.total_tokens };
  },
  async chatStream() {
    const stream = await client.chat.completions.create({ model: 'gpt-6.1-sol', messages, stream: true });
    return { parts: await deltas(stream, (chunk) => chunk.choices[0]?.delta.content) };
  },
  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    return { ids };
  },
  wrongKey: () => stranger.responses.create({ model: 'gpt-6.1-sol', input: 'Say hello' }),
  unknownPath: () => client.files.list(),
  unknownModel: () => client.responses.create({ model: 'gpt-of-nobody', input: 'Say hello' }),
  tooMany: () => client.chat.completions.create({ model: 'gpt-too-many', messages }),
  broken: () => client.responses.create({ model: 'gpt-broken', input: 'Say hello' }),
  ourKeyRefused: () => client.responses.create({ model: 'gpt-no-key', input: 'Say hello' }),
  async brokenStream() {
    return { parts: await deltas(await client.responses.create({ model: 'gpt-cut', input: 'Say hello', stream: true }), (event) => event.delta) };
  },
};

const outcomes = {};
for (const [name, call] of Object.entries(CALLS)) {
  try {
    outcomes[name] = await call();
  } catch (error) {
    outcomes[name] = {
      error: error.constructor.name, status: error.status ?? 0, code: error.code ?? '', type: error.type ?? '',
      message: error.message, retryAfter: error.headers?.get('retry-after') ?? '',
    };
  }
}
console.log(JSON.stringify(outcomes));
