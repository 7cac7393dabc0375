namespace TracedLlm.Testing.Backends;

/// <summary>A trace in Phoenix.</summary>
/// <param name="Id">32 hex digits.</param>
/// <param name="Spans">Its spans, in order of arrival.</param>
public sealed record PhoenixTrace(string Id, IReadOnlyList<PhoenixSpan> Spans)
{
    /// <summary>The value of the first span that has one.</summary>
    public string? SessionId => Spans.Select(span => span.SessionId).FirstOrDefault(id => id is not null);

    /// <summary>The value of the first span that has one.</summary>
    public string? UserId => Spans.Select(span => span.UserId).FirstOrDefault(id => id is not null);

    /// <summary>Tokens of the prompts; only spans of kind LLM count.</summary>
    public long PromptTokens => Llm.Sum(span => span.PromptTokens ?? 0);

    /// <summary>Tokens of the completions; only spans of kind LLM count.</summary>
    public long CompletionTokens => Llm.Sum(span => span.CompletionTokens ?? 0);

    /// <summary>The number of spans that ended in an error.</summary>
    public int Errors => Spans.Count(span => span.IsError);

    /// <summary>What the root adds to its session as a chat: what the caller said and what was answered; JSON is shown as JSON, and is no chat.</summary>
    public (string? Caller, string? Answer) Turn => Spans.FirstOrDefault(span => span.Received.ParentSpanId.Length == 0) is { } root
        ? (root.InputMimeType == "application/json" ? null : root.Input, root.OutputMimeType == "application/json" ? null : root.Output)
        : default;

    private IEnumerable<PhoenixSpan> Llm => Spans.Where(span => span.Kind == "LLM");
}
