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

    private IEnumerable<PhoenixSpan> Llm => Spans.Where(span => span.Kind == "LLM");
}
