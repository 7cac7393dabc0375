import { run, collect } from './rows.mjs';
import OpenAI, { toFile } from 'openai';

const model = 'gpt-4.1-mini';
const messages = [{ role: 'system', content: 'Answer briefly.' }, { role: 'user', content: 'How are you?' }];
const tools = [{
  type: 'function',
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
}];
const file = (name, text) => toFile(Buffer.from(text), name);

await run({
  straight: '/openai/v1',
  gateway: '/v1',
  client: (baseURL, apiKey) => new OpenAI({ baseURL, apiKey, maxRetries: 0 }),
  rows: {
    'chat': client => client.chat.completions.create({ model, messages, temperature: 0.2 }),
    'chat, streamed': async client => collect(await client.chat.completions.create({ model, messages, stream: true })),
    'chat, streamed with usage': async client =>
      collect(await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } })),
    'chat, helper for streams': client => client.chat.completions.stream({ model, messages }).finalChatCompletion(),
    'chat with tools': client => client.chat.completions.create({ model: 'gpt-tools', messages, tools }),
    'chat with a session and a user': client =>
      client.chat.completions.create({ model, messages, user: 'user-1', metadata: { session_id: 'session-1' } }, { headers: { 'x-litellm-tags': 'script' } }),
    'chat, rate limit': client => client.chat.completions.create({ model: 'gpt-limited', messages }),
    'chat, error in the stream': async client => collect(await client.chat.completions.create({ model: 'gpt-failing', messages, stream: true })),
    'chat, refused for good, with retries': client => client.withOptions({ maxRetries: 2 }).chat.completions.create({ model: 'gpt-final', messages }),
    'chat, stored completions': async client => (await client.chat.completions.list()).data,
    'completions': client => client.completions.create({ model, prompt: 'Once', max_tokens: 5 }),
    'responses': client => client.responses.create({ model, input: 'How are you?' }),
    'responses, streamed': async client => collect(await client.responses.create({ model, input: 'How are you?', stream: true })),
    'responses, error in the stream': async client => collect(await client.responses.create({ model: 'gpt-failing', input: 'How are you?', stream: true })),
    'responses, stored': client => client.responses.retrieve('resp_1'),
    'embeddings': client => client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] }),
    'moderations': client => client.moderations.create({ model: 'omni-moderation-latest', input: 'hello' }),
    'images': client => client.images.generate({ model: 'gpt-image-1', prompt: 'a cat' }),
    'images, streamed': async client =>
      collect(await client.images.generate({ model: 'gpt-image-1', prompt: 'a cat', stream: true, partial_images: 1 })),
    'images, edit': async client => client.images.edit({ model: 'gpt-image-1', image: await file('cat.png', 'PNG'), prompt: 'a dog' }),
    'speech': async client =>
      Buffer.from(await (await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello' })).arrayBuffer()).toString('base64'),
    'transcription': async client => client.audio.transcriptions.create({ model: 'whisper-1', file: await file('a.wav', 'RIFF') }),
    'files, create': async client => client.files.create({ file: await file('a.jsonl', '{}\n'), purpose: 'batch' }),
    'files, create with 3 MB': async client => client.files.create({ file: await file('b.jsonl', '{"a":1}\n'.repeat(400_000)), purpose: 'batch' }),
    'files, list': async client => (await client.files.list()).data,
    'files, content': async client => (await client.files.content('file-1')).text(),
    'batches, create': client => client.batches.create({ input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' }),
    'conversations': client => client.conversations.create({ items: [{ type: 'message', role: 'user', content: 'Hello' }] }),
    'conversations, items': async client => (await client.conversations.items.list('conv_1')).data,
    'uploads': client => client.uploads.create({ filename: 'a.jsonl', bytes: 3, mime_type: 'text/jsonl', purpose: 'batch' }),
    'uploads, part': async client => client.uploads.parts.create('upload_1', { data: await file('part', '{}') }),
    'fine-tuning': client => client.fineTuning.jobs.create({ model: 'gpt-4.1-nano-2025-04-14', training_file: 'file-1' }),
    'containers': async client => (await client.containers.list()).data,
    'videos': client => client.videos.create({ model: 'sora-2', prompt: 'a cat' }),
    'vector stores, search': async client => (await client.vectorStores.search('vs_1', { query: 'cats' })).data,
  },
  own: {
    'models': async client => (await client.models.list()).data.slice(0, 1),
    'one model': client => client.models.retrieve(model),
    'an unknown model': client => client.chat.completions.create({ model: 'nobody', messages }),
    'a block of a guardrail': client => client.chat.completions.create({ model, messages: [{ role: 'user', content: 'FORBIDDEN' }] }),
    'an unknown path': client => client.get('/chat/completion'),
    'chat, the provider breaks off': client =>
      client.withOptions({ maxRetries: 2 }).chat.completions.create({ model: 'gpt-cut', messages, stream: true }).then(collect),
    'responses, the provider breaks off': client =>
      client.withOptions({ maxRetries: 2 }).responses.create({ model: 'gpt-cut', input: 'How are you?', stream: true }).then(collect),
  },
});
