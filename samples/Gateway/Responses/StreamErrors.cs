using System.Text.Encodings.Web;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The error events of the APIs with server-sent events, by the end of the provider's path.</summary>
internal static class StreamErrors
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Tail, StreamErrorForm Form)[] Forms =
    [
        ("/messages", Messages),
        (":streamRawPredict", Messages),
        ("/responses", Responses),
        ("/runs", Assistants),
        ("/submit_tool_outputs", Assistants),
        (":streamGenerateContent", Gemini),
        ("/chat", Cohere),
    ];

    /// <summary>The form of the API at the end of <paramref name="path"/>; by default the form of chat completions.</summary>
    public static StreamErrorForm ForPath(string path) =>
        Array.Find(Forms, row => path.EndsWith(row.Tail, StringComparison.OrdinalIgnoreCase)).Form
        ?? (IsStoredResponse(path) ? Responses : ChatCompletions);

    // GET /v1/responses/{id}?stream=true
    private static bool IsStoredResponse(string path) =>
        path.LastIndexOf('/') is > 0 and var id && path.AsSpan(0, id).EndsWith("/responses", StringComparison.OrdinalIgnoreCase);

    // OpenAI's SDKs throw at a member "error", whatever the event's name.
    private static string ChatCompletions(int status, string message, int events) => Data(new { error = OpenAi(status, message) });

    private static string Assistants(int status, string message, int events) => "event: error\n" + Data(new { error = OpenAi(status, message) });

    // The reference has code, message and param in the event itself; the service and the SDKs have them in "error".
    private static string Responses(int status, string message, int events) => "event: error\n" + Data(new
    {
        type = "error",
        code = Code(status),
        message,
        param = (string?)null,
        sequence_number = events,
        error = OpenAi(status, message),
    });

    // https://docs.claude.com/en/docs/build-with-claude/streaming#error-events
    private static string Messages(int status, string message, int events) => "event: error\n" + Data(new
    {
        type = "error",
        error = new { type = status == StatusCodes.Status504GatewayTimeout ? "timeout_error" : "api_error", message },
    });

    // Gemini writes an error without "data:", and the SDKs for Go and JavaScript find it by that.
    private static string Gemini(int status, string message, int events) => GeminiObject(status, message) + "\n\n";

    /// <summary>Gemini's error as a JSON object.</summary>
    public static string GeminiObject(int status, string message) => JsonSerializer.Serialize(new
    {
        error = new
        {
            code = status,
            message,
            status = status == StatusCodes.Status504GatewayTimeout ? "DEADLINE_EXCEEDED" : "UNAVAILABLE",
        },
    }, Relaxed);

    // https://docs.cohere.com/v2/reference/chat-stream
    private static string Cohere(int status, string message, int events) => "event: message-end\n" + Data(new
    {
        type = "message-end",
        delta = new { finish_reason = status == StatusCodes.Status504GatewayTimeout ? "TIMEOUT" : "ERROR", error = message },
    });

    private static object OpenAi(int status, string message) => new { message, type = "server_error", param = (string?)null, code = Code(status) };

    private static string Code(int status) => status == StatusCodes.Status504GatewayTimeout ? "timeout" : "server_error";

    private static string Data(object value) => $"data: {JsonSerializer.Serialize(value, Relaxed)}\n\n";
}
