namespace TracedLlm.Testing.Upstreams;

/// <summary>
/// Answers in the shapes OpenAI documents for <c>POST /v1/chat/completions</c> and for errors. Model
/// <c>gpt-4o-mini-2024-07-18</c>; 19 prompt tokens, of which 8 cached, and 10 completion tokens.
/// </summary>
public static class RecordedOpenAi
{
    /// <summary>Status 200, not streamed.</summary>
    public const string ChatCompletion =
        """
        {
          "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
          "object": "chat.completion",
          "created": 1741569952,
          "model": "gpt-4o-mini-2024-07-18",
          "choices": [
            {
              "index": 0,
              "message": {
                "role": "assistant",
                "content": "Hello! How can I assist you today?",
                "refusal": null,
                "annotations": []
              },
              "logprobs": null,
              "finish_reason": "stop"
            }
          ],
          "usage": {
            "prompt_tokens": 19,
            "completion_tokens": 10,
            "total_tokens": 29,
            "prompt_tokens_details": { "cached_tokens": 8, "audio_tokens": 0 },
            "completion_tokens_details": {
              "reasoning_tokens": 0,
              "audio_tokens": 0,
              "accepted_prediction_tokens": 0,
              "rejected_prediction_tokens": 0
            }
          },
          "service_tier": "default",
          "system_fingerprint": "fp_06737a9306"
        }
        """;

    /// <summary>Status 429.</summary>
    public const string RateLimitError =
        """
        {
          "error": {
            "message": "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms.",
            "type": "tokens",
            "param": null,
            "code": "rate_limit_exceeded"
          }
        }
        """;

    /// <summary>Status 500.</summary>
    public const string ServerError =
        """
        {
          "error": {
            "message": "The server had an error while processing your request. Sorry about that!",
            "type": "server_error",
            "param": null,
            "code": null
          }
        }
        """;

    private const string ChunkStart =
        """{"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1741570283,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_06737a9306",""";

    /// <summary>
    /// Status 200, streamed with <c>stream_options.include_usage</c>: the role, nine pieces of text, the finish
    /// reason, a last chunk with the usage and no choices, and <c>[DONE]</c>.
    /// </summary>
    public static IReadOnlyList<SseEvent> ChatCompletionStream { get; } =
    [
        Choice("""{"role":"assistant","content":"","refusal":null}"""),
        .. new[] { "Hello", "!", " How", " can", " I", " assist", " you", " today", "?" }
            .Select(text => Choice($$"""{"content":"{{text}}"}""")),
        Choice("{}", "\"stop\""),
        new($$$$"""{{{{ChunkStart}}}}"choices":[],"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":8,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}"""),
        new("[DONE]"),
    ];

    private static SseEvent Choice(string delta, string finishReason = "null") => new(
        $$"""{{ChunkStart}}"choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{finishReason}}}],"usage":null}""");
}
