// A program that traces itself with Langfuse and sends its context onwards: one trace with the gateway's spans.
import { run, collect } from './rows.mjs';
import OpenAI from 'openai';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { observeOpenAI } from '@langfuse/openai';
import { startActiveObservation } from '@langfuse/tracing';

const model = 'gpt-4.1-mini';
const messages = [{ role: 'user', content: 'How are you?' }];

const provider = new NodeTracerProvider({
  spanProcessors: [new LangfuseSpanProcessor({ exporter: new OTLPTraceExporter({ url: process.env.BACKEND }) })],
});
provider.register();

await run({
  straight: '/openai/v1',
  gateway: '/v1',
  client: (baseURL, apiKey) => observeOpenAI(new OpenAI({ baseURL, apiKey, maxRetries: 0 }), { generationName: 'answer' }),
  trace: call => startActiveObservation('answer the user', observation => {
    const { traceId, spanId } = observation.otelSpan.spanContext();
    return call(traceId, spanId);
  }),
  rows: {
    'chat': client => client.chat.completions.create({ model, messages }),
    'chat, streamed': async client => collect(await client.chat.completions.create({ model, messages, stream: true })),
    'responses': client => client.responses.create({ model, input: 'How are you?' }),
    'embeddings': client => client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] }),
    'chat, rate limit': client => client.chat.completions.create({ model: 'gpt-limited', messages }),
  },
});
await provider.shutdown();
