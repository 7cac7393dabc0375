namespace TracedLlm.Faults.Tests.Overload;

/// <summary>A request that comes above the limit, and its refusal in the form of its API.</summary>
/// <param name="Path">The route.</param>
/// <param name="Refusal">The body of the refusal.</param>
internal sealed record RefusedRequest(string Path, string Refusal)
{
    private const string Message = "The gateway has as many requests in progress as it may have at once. Try again later.";

    private const string OfOpenAi = $$$"""{"error":{"message":"{{{Message}}}","type":"server_error","param":null,"code":"overloaded"}}""";
    private const string OfAnthropic = $$$"""{"type":"error","error":{"type":"overloaded_error","message":"{{{Message}}}","code":"overloaded"},"request_id":"<id>"}""";
    private const string OfGoogle = $$$"""{"error":{"code":503,"message":"{{{Message}}}","status":"UNAVAILABLE","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"overloaded","domain":"gateway"}]}}""";
    private const string Short = $$$"""{"message":"{{{Message}}}","code":"overloaded"}""";
    private const string OfOllama = $$$"""{"error":"{{{Message}}}","code":"overloaded"}""";

    public static IReadOnlyList<RefusedRequest> All { get; } =
    [
        new("v1/chat/completions", OfOpenAi),
        new("v1/messages", OfAnthropic),
        new("v1/responses", OfOpenAi),
        new("v1beta/models/gpt:streamGenerateContent", OfGoogle),
        new("v1/embeddings", OfOpenAi),
        new("v2/chat", Short),
        new("api/chat", OfOllama),
        new("model/gpt/converse-stream", Short),
    ];
}
