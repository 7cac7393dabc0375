import { run, collect } from './rows.mjs';
import { CohereClientV2 } from 'cohere-ai';

const model = 'command-a-03-2025';
const messages = [{ role: 'user', content: 'How are you?' }];

await run({
  straight: '/cohere',
  gateway: '',
  client: (environment, token) => new CohereClientV2({ environment, token, maxRetries: 0 }),
  hidden: ['rawResponse'],
  rows: {
    'chat': client => client.chat({ model, messages }),
    'chat, streamed': async client => collect(await client.chatStream({ model, messages })),
    'embed': client => client.embed({ model: 'embed-v4.0', texts: ['one', 'two'], inputType: 'search_document', embeddingTypes: ['float'] }),
    'rerank': client => client.rerank({ model: 'rerank-v3.5', query: 'cats', documents: ['a cat', 'a dog'] }),
    'chat, rate limit': client => client.chat({ model: 'command-limited', messages }),
  },
  own: {
    'an unknown model': client => client.chat({ model: 'nobody', messages }),
    'a block of a guardrail': client => client.chat({ model, messages: [{ role: 'user', content: 'FORBIDDEN' }] }),
    'an unknown path': client => client.datasets.list(),
  },
});
