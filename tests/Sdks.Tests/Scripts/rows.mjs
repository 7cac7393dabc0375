// Makes every call of one SDK twice, straight to the provider's mock and through the gateway, and prints the calls as JSON.
//
// Environment: PROVIDER and GATEWAY, the addresses of both; PROVIDER_KEY and GATEWAY_KEY, the keys; BACKEND, where spans go by OTLP.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const span = 'b7ad6b7169203331';
const current = new AsyncLocalStorage();
const originalFetch = globalThis.fetch;

// SDKs that call fetch need nothing else. A clone of the response is read beside the SDK.
globalThis.fetch = async (input, init) => {
  const side = current.getStore();
  if (!side || String(input.url ?? input).startsWith('data:')) {
    return originalFetch(input, init); // No call of a row. The OpenAI SDK tries fetch out with a data URL.
  }

  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set('traceparent', side.traceparent);
  const response = await originalFetch(input, { ...init, headers });
  side.answers.push(record(response));
  return response;
};

async function record(response) {
  const copy = response.clone();
  const { status, headers } = response;
  return answerOf(status, headers.get('content-type'), headers.get('x-litellm-call-id'), readAll(copy.body));
}

async function readAll(body) {
  const parts = [];
  try {
    for await (const part of body ?? []) {
      parts.push(part);
    }
  } catch {
    return { bytes: Buffer.concat(parts), isBroken: true };
  }

  return { bytes: Buffer.concat(parts), isBroken: false };
}

async function answerOf(status, contentType, callId, reading) {
  const { bytes, isBroken } = await reading;
  return { status, contentType, callId, isBroken, body: bytes.toString('base64') };
}

/** The traceparent of the call that runs; a client that does not use fetch sends it itself. */
export const traceparent = () => current.getStore().traceparent;

/** Records an answer that did not come through fetch; its bytes are a promise. */
export const recordAnswer = (status, headers, reading) =>
  current.getStore().answers.push(answerOf(status, headers['content-type'] ?? null, headers['x-litellm-call-id'] ?? null, reading.then(bytes => ({ bytes, isBroken: false }))));

/** All items of a stream. */
export async function collect(stream) {
  const items = [];
  for await (const item of stream) {
    items.push(item);
  }

  return items;
}

/**
 * @param sdk.straight The path of the SDK's base address at the provider.
 * @param sdk.gateway The path of the SDK's base address at the gateway.
 * @param sdk.client Makes a client for a base address and a key.
 * @param sdk.hidden Properties of results that differ in each call, such as headers.
 * @param sdk.trace Runs a call in a trace; it gives the call the ids of the trace and of the span that the request continues.
 * @param sdk.rows The calls by name. Each takes a client.
 * @param sdk.own The calls that the gateway answers in its own way: its models, its own errors, and streams whose provider breaks off.
 */
export async function run({ straight, gateway, client, hidden = [], trace = newTrace, rows, own = {} }) {
  const { PROVIDER, PROVIDER_KEY, GATEWAY, GATEWAY_KEY } = process.env;
  const callProvider = call => makeCall(() => call(client(PROVIDER + straight, PROVIDER_KEY)), hidden, trace);
  const callGateway = (call, key = GATEWAY_KEY) => makeCall(() => call(client(GATEWAY + gateway, key)), hidden, trace);
  const [anyCall] = Object.values(rows);
  const calls = await Promise.all([
    ...Object.entries(rows).map(async ([name, call]) => ({ name, straight: await callProvider(call), gateway: await callGateway(call) })),
    ...Object.entries(own).map(async ([name, call]) => ({ name, straight: null, gateway: await callGateway(call) })),
    { name: 'a wrong key', straight: null, gateway: await callGateway(anyCall, 'sk-wrong') },
  ]);
  process.stdout.write(JSON.stringify(calls));
}

const newTrace = call => call(randomBytes(16).toString('hex'), span);

const makeCall = (call, hidden, trace) => trace((traceId, spanId) => {
  const side = { traceparent: `00-${traceId}-${spanId}-01`, answers: [] };
  return current.run(side, async () => {
    const outcome = await call().then(
      result => ({ result: plain(result, hidden) }),
      error => ({ error: plainError(error, hidden) }));
    return { traceId, ...outcome, answers: await Promise.all(side.answers) };
  });
});

function plain(value, hidden) {
  const text = JSON.stringify(value, (key, item) =>
    hidden.includes(key) ? undefined
    : item instanceof Uint8Array ? `base64:${Buffer.from(item).toString('base64')}`
    : typeof item === 'bigint' ? item.toString()
    : item);
  return text === undefined ? null : JSON.parse(text);
}

function plainError(error, hidden) {
  const { name, message, status, statusCode, code, type, error: body } = error;
  return plain({ name, message, status: status ?? statusCode, code, type, body }, hidden);
}
