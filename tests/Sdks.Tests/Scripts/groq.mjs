import { run, collect } from './rows.mjs';
import Groq from 'groq-sdk';

const model = 'llama-3.3-70b-versatile';
const messages = [{ role: 'user', content: 'How are you?' }];

await run({
  straight: '/groq',
  gateway: '',
  client: (baseURL, apiKey) => new Groq({ baseURL, apiKey, maxRetries: 0 }),
  rows: {
    'chat': client => client.chat.completions.create({ model, messages }),
    'chat, streamed': async client => collect(await client.chat.completions.create({ model, messages, stream: true })),
    'transcription': client => client.audio.transcriptions.create({ model: 'whisper-large-v3', file: new File(['RIFF'], 'a.wav') }),
    'chat, rate limit': client => client.chat.completions.create({ model: 'llama-limited', messages }),
  },
});
