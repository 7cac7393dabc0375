using System.Text;
using System.Text.Json.Nodes;

namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>A call of an SDK at one of both places: at the provider or at the gateway.</summary>
/// <param name="TraceId">The trace of the call, 32 hex digits.</param>
/// <param name="Result">What the SDK returned.</param>
/// <param name="Error">What the SDK threw.</param>
/// <param name="Answers">The responses that the SDK received.</param>
internal sealed record SdkOutcome(string TraceId, JsonNode? Result, JsonNode? Error, IReadOnlyList<SdkAnswer> Answers)
{
    // If the gateway asks for the usage of a stream, for its trace, OpenAI adds this field to every chunk. The gateway removes the chunk
    // of the usage, but does not rewrite the others.
    private const string NoUsage = ",\"usage\":null";

    /// <summary>The result or the error, for a comparison and for people.</summary>
    public string ToText() => (Error is null ? $"returned {ToText(Result)}" : $"threw {ToText(Error)}").Replace(NoUsage, "", StringComparison.Ordinal);

    /// <summary>The responses, for a comparison and for people.</summary>
    public string ToWireText() => string.Join('\n', Answers.Select(answer =>
        $"{answer.Status} {answer.ContentType}{(answer.IsBroken ? ", broken off" : "")}\n{Encoding.Latin1.GetString(answer.Body)}")).Replace(NoUsage, "", StringComparison.Ordinal);

    private static string ToText(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
