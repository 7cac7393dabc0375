import { run, collect } from './rows.mjs';
import Anthropic from '@anthropic-ai/sdk';

const model = 'claude-sonnet-4-5';
const messages = [{ role: 'user', content: 'How are you?' }];
const request = { model, max_tokens: 64, messages };

await run({
  straight: '/anthropic',
  gateway: '',
  client: (baseURL, apiKey) => new Anthropic({ baseURL, apiKey, maxRetries: 0 }),
  rows: {
    'messages': client => client.messages.create({ ...request, system: 'Answer briefly.', metadata: { user_id: 'user-1' } }),
    'messages, streamed': async client => collect(await client.messages.create({ ...request, stream: true })),
    'messages, helper for streams': client => client.messages.stream(request).finalMessage(),
    'messages with a tool': client => client.messages.create({
      ...request,
      model: 'claude-tools',
      tools: [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }],
    }),
    'messages, overloaded': client => client.messages.create({ ...request, model: 'claude-overloaded' }),
    'messages, error in the stream': async client => collect(await client.messages.create({ ...request, model: 'claude-failing', stream: true })),
    'count tokens': client => client.messages.countTokens({ model, messages }),
    'batches, create': client => client.messages.batches.create({ requests: [{ custom_id: 'a', params: request }] }),
    'batches, retrieve': client => client.messages.batches.retrieve('msgbatch_1'),
    'files, list': async client => (await client.beta.files.list()).data,
    'batches, list': async client => (await client.messages.batches.list()).data,
  },
  own: {
    'models': async client => (await client.models.list()).data.slice(0, 1),
    'one model': client => client.models.retrieve(model),
    'an unknown model': client => client.messages.create({ ...request, model: 'nobody' }),
    'a block of a guardrail': client => client.messages.create({ ...request, messages: [{ role: 'user', content: 'FORBIDDEN' }] }),
    'an unknown path': client => client.get('/v1/message'),
    'messages, the provider breaks off': client =>
      client.withOptions({ maxRetries: 2 }).messages.create({ ...request, model: 'claude-cut', stream: true }).then(collect),
  },
});
