import { run, collect } from './rows.mjs';
import { Ollama } from 'ollama';

const model = 'llama3.2';
const messages = [{ role: 'user', content: 'How are you?' }];

await run({
  straight: '/ollama',
  gateway: '',
  client: (host, key) => new Ollama({ host, headers: { Authorization: `Bearer ${key}` } }),
  rows: {
    'chat': client => client.chat({ model, messages }),
    'chat, streamed': async client => collect(await client.chat({ model, messages, stream: true })),
    'generate': client => client.generate({ model, prompt: 'Once' }),
    'generate, streamed': async client => collect(await client.generate({ model, prompt: 'Once', stream: true })),
    'embed': client => client.embed({ model: 'nomic-embed-text', input: ['one', 'two'] }),
    'show': client => client.show({ model }),
  },
  own: {
    'models': async client => (await client.list()).models.slice(0, 1),
    'an unknown model': client => client.chat({ model: 'nobody', messages }),
    'a block of a guardrail': client => client.chat({ model, messages: [{ role: 'user', content: 'FORBIDDEN' }] }),
    'an unknown path': client => client.ps(),
  },
});
