// A program that traces itself: Langfuse's wrapper makes a span around each call, and sends it onwards as traceparent.
import { run, collect } from './rows.mjs';
import OpenAI from 'openai';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { observeOpenAI } from '@langfuse/openai';

const model = 'gpt-4.1-mini';
const messages = [{ role: 'user', content: 'How are you?' }];

// The processor exports to a Langfuse; none listens here.
const provider = new NodeTracerProvider({
  spanProcessors: [new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: 'http://127.0.0.1:9', exporter: { export: (_, done) => done({ code: 0 }), shutdown: async () => {} } })],
});
provider.register();

await run({
  straight: '/openai/v1',
  gateway: '/v1',
  client: (baseURL, apiKey) => observeOpenAI(new OpenAI({ baseURL, apiKey, maxRetries: 0 }), { generationName: 'answer', sessionId: 'session-1', userId: 'user-1' }),
  rows: {
    'chat': client => client.chat.completions.create({ model, messages }),
    'chat, streamed': async client => collect(await client.chat.completions.create({ model, messages, stream: true })),
    'responses': client => client.responses.create({ model, input: 'How are you?' }),
    'embeddings': client => client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] }),
    'chat, rate limit': client => client.chat.completions.create({ model: 'gpt-limited', messages }),
  },
});
await provider.shutdown();
