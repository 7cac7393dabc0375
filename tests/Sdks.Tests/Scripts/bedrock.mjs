import { run, collect, recordAnswer, traceparent } from './rows.mjs';
import { PassThrough } from 'node:stream';
import {
  BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, InvokeModelCommand, InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const modelId = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const messages = [{ role: 'user', content: [{ text: 'How are you?' }] }];
const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content: 'How are you?' }] });

// The client speaks HTTP/2 by default, which needs TLS; this handler speaks HTTP/1.1. It does not use fetch.
class RecordingHandler extends NodeHttpHandler {
  async handle(request, options) {
    request.headers.traceparent = traceparent();
    const { response } = await super.handle(request, options);
    const parts = [];
    const copy = new PassThrough();
    response.body.on('data', part => parts.push(part));
    const { statusCode, headers } = response;
    const ended = new Promise(resolve => response.body.on('close', resolve));
    recordAnswer(statusCode, headers, ended.then(() => Buffer.concat(parts)));
    response.body.pipe(copy);
    return { response: Object.assign(response, { body: copy }) };
  }
}

const clientAt = (endpoint, token) => new BedrockRuntimeClient({
  endpoint, region: 'us-east-1', token: async () => ({ token }), authSchemePreference: ['httpBearerAuth'], maxAttempts: 1, requestHandler: new RecordingHandler(),
});

// The gateway has Bedrock's paths twice: passed through below /bedrock, and as its own, with its guardrails and model names.
const clientsAt = (base, token) => ({
  passed: clientAt(base === process.env.GATEWAY ? `${base}/bedrock` : base, token),
  own: clientAt(base, token),
});

const text = bytes => new TextDecoder().decode(bytes);

await run({
  straight: '/bedrock',
  gateway: '',
  client: clientsAt,
  hidden: ['$metadata', '$response'],
  rows: {
    'converse': ({ passed }) => passed.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 64, temperature: 0.2 } })),
    'converse, streamed': async ({ passed }) => collect((await passed.send(new ConverseStreamCommand({ modelId, messages }))).stream),
    'converse, throttled': ({ passed }) => passed.send(new ConverseCommand({ modelId: 'throttled', messages })),
    'converse, exception in the stream': async ({ passed }) => collect((await passed.send(new ConverseStreamCommand({ modelId: 'failing', messages }))).stream),
    'invoke': async ({ passed }) => text((await passed.send(new InvokeModelCommand({ modelId, body, contentType: 'application/json' }))).body),
    'invoke with a guardrail of AWS': async ({ passed }) =>
      text((await passed.send(new InvokeModelCommand({ modelId, body, contentType: 'application/json', guardrailIdentifier: 'gr-1', guardrailVersion: '2', trace: 'ENABLED' }))).body),
    'invoke, streamed': async ({ passed }) =>
      (await collect((await passed.send(new InvokeModelWithResponseStreamCommand({ modelId, body }))).body)).map(event => text(event.chunk.bytes)),
    'own converse': ({ own }) => own.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 64 } })),
    'own converse, streamed': async ({ own }) => collect((await own.send(new ConverseStreamCommand({ modelId, messages }))).stream),
    'own invoke': async ({ own }) => text((await own.send(new InvokeModelCommand({ modelId, body, contentType: 'application/json' }))).body),
    'own invoke with a guardrail of AWS': async ({ own }) =>
      text((await own.send(new InvokeModelCommand({ modelId, body, contentType: 'application/json', guardrailIdentifier: 'gr-1', guardrailVersion: '2', trace: 'ENABLED' }))).body),
    'own invoke, streamed': async ({ own }) =>
      (await collect((await own.send(new InvokeModelWithResponseStreamCommand({ modelId, body }))).body)).map(event => text(event.chunk.bytes)),
  },
  own: {
    'an unknown model': ({ own }) => own.send(new ConverseCommand({ modelId: 'nobody', messages })),
    'a block of a guardrail': ({ own }) => own.send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text: 'FORBIDDEN' }] }] })),
  },
});
