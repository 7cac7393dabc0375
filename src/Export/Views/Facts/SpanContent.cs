using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>What was asked and answered, where it is captured.</summary>
/// <param name="Messages">The messages sent.</param>
/// <param name="Instructions">The instructions beside them.</param>
/// <param name="Tools">The tools declared.</param>
/// <param name="Query">What was searched for.</param>
/// <param name="Answer">The messages that came.</param>
/// <param name="Documents">The documents that were found.</param>
internal readonly record struct SpanContent(object? Messages, object? Instructions, object? Tools, object? Query, object? Answer, object? Documents)
{
    public bool HasInput => Messages is not null || Instructions is not null || Tools is not null || Query is not null;

    public bool HasOutput => Answer is not null || Documents is not null;

    /// <summary>That of a span, or on a root that of the request, as far as a joined trace lets it.</summary>
    public static SpanContent Of(in ViewedSpan span)
    {
        if (span.Role != SpanRole.Root)
        {
            return new(
                span[SpanFact.InputMessages],
                span[SpanFact.SystemInstructions],
                span[SpanFact.ToolDefinitions],
                span[SpanFact.QueryText],
                span[SpanFact.OutputMessages],
                span[SpanFact.Documents]);
        }

        if (span.Request?.LlmRequest() is not { } request)
        {
            return default;
        }

        var (input, output) = (span.MaySet("input"), span.MaySet("output"));
        return new(
            Of(request, GenAi.InputMessages, input),
            Of(request, GenAi.SystemInstructions, input),
            Of(request, GenAi.ToolDefinitions, input),
            Of(request, GenAi.RetrievalQueryText, input),
            Of(request, GenAi.OutputMessages, output),
            Of(request, GenAi.RetrievalDocuments, output));
    }

    private static object? Of(Activity request, string name, bool isSent) => isSent ? request.GetTagItem(name) : null;
}
