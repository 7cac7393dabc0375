import { run, collect } from './rows.mjs';
import { GoogleGenAI } from '@google/genai';

const model = 'gemini-2.5-flash';
const contents = 'How are you?';

await run({
  straight: '/gemini',
  gateway: '',
  client: (baseUrl, apiKey) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl } }),
  hidden: ['sdkHttpResponse'],
  rows: {
    'content': client => client.models.generateContent({ model, contents, config: { temperature: 0.2, systemInstruction: 'Answer briefly.' } }),
    'content, streamed': async client => collect(await client.models.generateContentStream({ model, contents })),
    'content with a tool': client => client.models.generateContent({
      model: 'gemini-tools', contents, config: { tools: [{ functionDeclarations: [{ name: 'get_weather' }] }] },
    }),
    'content, rate limit': client => client.models.generateContent({ model: 'gemini-limited', contents }),
    'count tokens': client => client.models.countTokens({ model, contents }),
    'embeddings': client => client.models.embedContent({ model: 'gemini-embedding-001', contents: ['one', 'two'] }),
  },
  own: {
    'one model': client => client.models.get({ model }),
    'an unknown model': client => client.models.generateContent({ model: 'nobody', contents }),
    'a block of a guardrail': client => client.models.generateContent({ model, contents: 'FORBIDDEN' }),
    'an unknown path': client => client.caches.list(),
  },
});
