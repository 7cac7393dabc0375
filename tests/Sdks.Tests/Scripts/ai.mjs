import { run, collect } from './rows.mjs';
import { generateText, streamText, embedMany } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { createAnthropic } from '@ai-sdk/anthropic';

const prompt = 'How are you?';
const textOf = ({ text, finishReason, usage, response }) => ({ text, finishReason, usage, model: response.modelId, id: response.id });
const once = { maxRetries: 0 };

async function streamed(options) {
  const result = streamText({ ...options, ...once, onError: () => {} });
  return { parts: await collect(result.textStream), finishReason: await result.finishReason, usage: await result.usage };
}

await run({
  straight: '',
  gateway: '',
  client: (base, apiKey) => {
    const isStraight = base === process.env.PROVIDER;
    return {
      openai: createOpenAI({ baseURL: `${base}${isStraight ? '/openai' : ''}/v1`, apiKey }),
      anthropic: createAnthropic({ baseURL: `${base}${isStraight ? '/anthropic' : ''}/v1`, apiKey }),
    };
  },
  rows: {
    'OpenAI responses': async ({ openai }) => textOf(await generateText({ model: openai('gpt-4.1-mini'), prompt, ...once })),
    'OpenAI responses, streamed': ({ openai }) => streamed({ model: openai('gpt-4.1-mini'), prompt }),
    'OpenAI chat': async ({ openai }) => textOf(await generateText({ model: openai.chat('gpt-4.1-mini'), prompt, ...once })),
    'OpenAI chat, streamed': ({ openai }) => streamed({ model: openai.chat('gpt-4.1-mini'), prompt }),
    'OpenAI embeddings': async ({ openai }) => (await embedMany({ model: openai.embedding('text-embedding-3-float'), values: ['one', 'two'], ...once })).embeddings,
    'OpenAI chat, rate limit': async ({ openai }) => textOf(await generateText({ model: openai.chat('gpt-limited'), prompt, ...once })),
    'Anthropic': async ({ anthropic }) => textOf(await generateText({ model: anthropic('claude-sonnet-4-5'), prompt, ...once })),
    'Anthropic, streamed': ({ anthropic }) => streamed({ model: anthropic('claude-sonnet-4-5'), prompt }),
    'Anthropic, overloaded': async ({ anthropic }) => textOf(await generateText({ model: anthropic('claude-overloaded'), prompt, ...once })),
  },
});
