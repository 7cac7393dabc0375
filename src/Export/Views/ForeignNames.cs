using System.Collections.Frozen;

namespace TracedLlm.Export;

/// <summary>
/// Words that applications use as names of attributes of their own, and that a backend takes for those of another tracing library:
/// for the input of a row, its model, its name. A name is one of them up to its first dot or colon.
/// </summary>
/// <param name="words">The words.</param>
internal sealed class ForeignNames(params IEnumerable<string> words)
{
    // OpenInference's, without its names that no application would think of.
    private static readonly string[] OpenInference =
        ["input", "output", "metadata", "tag", "retrieval", "reranker", "embedding", "document", "tool", "message", "prompt", "image", "audio"];

    /// <summary>Those that Langfuse reads: OpenInference's, and those of all the libraries that it looks for one after the other.</summary>
    public static readonly ForeignNames AtLangfuse = new(
    [
        .. OpenInference,
        "ai", "all_messages_events", "events", "gcp", "genkit", "lk", "logfire", "mlflow", "model", "model_config", "model_request_parameters",
        "pydantic_ai", "tool_arguments", "tool_response", "traceloop",
    ]);

    /// <summary>Those that LangSmith reads: OpenInference's and Traceloop's.</summary>
    public static readonly ForeignNames AtLangSmith = new([.. OpenInference, "traceloop"]);

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words =
        words.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether <paramref name="name"/> is one.</summary>
    public bool Has(string name)
    {
        var end = name.AsSpan().IndexOfAny('.', ':');
        return _words.Contains(end < 0 ? name : name.AsSpan(0, end));
    }
}
