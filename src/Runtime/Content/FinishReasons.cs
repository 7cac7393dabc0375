namespace TracedLlm.Content;

/// <summary>
/// The finish reasons of the GenAI semantic conventions, v1.41.1: <c>stop</c>, <c>length</c>, <c>content_filter</c>,
/// <c>tool_call</c>, <c>error</c>.
/// </summary>
internal static class FinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ContentFilter = "content_filter";
    public const string ToolCall = "tool_call";
    public const string Error = "error";

    /// <summary>
    /// The convention's reason for a provider's reason. A provider's reason that the conventions do not have stays unchanged. A
    /// message without a reason was broken off: <c>error</c>.
    /// </summary>
    public static string Normalize(string? reason) => reason switch
    {
        null => Error,
        "stop" or "end_turn" or "stop_sequence" or "pause_turn" or "STOP" or "completed" or "COMPLETE" => Stop,
        "length" or "max_tokens" or "max_output_tokens" or "MAX_TOKENS" or "model_context_window_exceeded" => Length,
        "tool_calls" or "tool_use" or "function_call" or "requires_action" => ToolCall,
        "content_filter" or "refusal" or "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" => ContentFilter,
        "failed" or "cancelled" or "expired" or "MALFORMED_FUNCTION_CALL" => Error,
        _ => reason,
    };
}
