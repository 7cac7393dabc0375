namespace TracedLlm;

/// <summary>What is known of one API, in one row.</summary>
/// <param name="Api">The API.</param>
/// <param name="Operation">Its <c>gen_ai.operation.name</c>.</param>
/// <param name="Pattern">The trailing segments of its route patterns.</param>
/// <param name="Except">A segment that makes a pattern with this end another API's.</param>
internal sealed record LlmApiFacts(LlmApi Api, string Operation, string Pattern, string? Except = null)
{
    private static readonly LlmApiFacts[] Table =
    [
        new(LlmApi.ChatCompletions, "chat", "chat/completions"),
        new(LlmApi.Completions, "text_completion", "completions"),
        new(LlmApi.Messages, "chat", "messages", Except: "threads"),
        new(LlmApi.Responses, "chat", "responses"),
        new(LlmApi.Embeddings, "embeddings", "embeddings"),
    ];

    private readonly string[] _segments = Pattern.Split('/');

    /// <summary>The row of <paramref name="api"/>.</summary>
    public static LlmApiFacts Of(LlmApi api) =>
        Array.Find(Table, facts => facts.Api == api)
        ?? throw new ArgumentOutOfRangeException(nameof(api), api, "Not an LlmApi.");

    /// <summary>The row whose pattern is the longest end of <paramref name="routePattern"/>, in whole segments; <see langword="null"/> if none is.</summary>
    public static LlmApiFacts? Infer(string routePattern)
    {
        var segments = routePattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Table
            .Where(facts => facts.Ends(segments))
            .MaxBy(facts => facts._segments.Length);
    }

    private bool Ends(string[] segments) =>
        segments.Length >= _segments.Length
        && !segments.Contains(Except, StringComparer.OrdinalIgnoreCase)
        && segments.AsSpan(segments.Length - _segments.Length).SequenceEqual(_segments, StringComparer.OrdinalIgnoreCase);
}
