namespace TracedLlm.Testing.Upstreams;

/// <summary>
/// Answers in the shapes Anthropic documents for <c>POST /v1/messages</c> and for errors. Model
/// <c>claude-sonnet-4-20250514</c>; 25 input tokens besides 8 read from the cache, and 15 output tokens.
/// </summary>
public static class RecordedAnthropic
{
    /// <summary>Status 200, not streamed.</summary>
    public const string Message =
        """
        {
          "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
          "type": "message",
          "role": "assistant",
          "model": "claude-sonnet-4-20250514",
          "content": [
            {
              "type": "text",
              "text": "Hello! How can I help you today?"
            }
          ],
          "stop_reason": "end_turn",
          "stop_sequence": null,
          "usage": {
            "input_tokens": 25,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 8,
            "output_tokens": 15,
            "service_tier": "standard"
          }
        }
        """;

    /// <summary>Status 529.</summary>
    public const string OverloadedError =
        """
        {
          "type": "error",
          "error": {
            "type": "overloaded_error",
            "message": "Overloaded"
          },
          "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy"
        }
        """;

    /// <summary>
    /// Status 200, streamed: <c>message_start</c> with the input's usage, a block of text with a ping and three
    /// deltas, <c>message_delta</c> with the cumulative usage, <c>message_stop</c>.
    /// </summary>
    public static IReadOnlyList<SseEvent> MessageStream { get; } =
    [
        new("""{"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-sonnet-4-20250514","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":0,"cache_read_input_tokens":8,"output_tokens":1,"service_tier":"standard"}}}""", "message_start"),
        new("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", "content_block_start"),
        new("""{"type":"ping"}""", "ping"),
        Delta("Hello"),
        Delta("! How can I help"),
        Delta(" you today?"),
        new("""{"type":"content_block_stop","index":0}""", "content_block_stop"),
        new("""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":25,"cache_creation_input_tokens":0,"cache_read_input_tokens":8,"output_tokens":15}}""", "message_delta"),
        new("""{"type":"message_stop"}""", "message_stop"),
    ];

    private static SseEvent Delta(string text) => new(
        $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""", "content_block_delta");
}
