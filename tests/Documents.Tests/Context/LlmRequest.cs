public sealed record LlmRequest(string Text);
