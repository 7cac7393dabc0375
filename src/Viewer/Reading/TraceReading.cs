using System.Collections.Frozen;
using TracedLlm.Export.Views;
using TracedLlm.Facts;
using TracedLlm.Viewer.Otlp;
using TracedLlm.Viewer.Store;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Reading;

/// <summary>The spans of a held trace in the canonical view, and the parts that they play.</summary>
internal sealed class TraceReading
{
    // Operations whose spans have the tokens of the calls below them, or none.
    private static readonly FrozenSet<string> NoCalls = FrozenSet.Create(StringComparer.Ordinal, "execute_tool", "invoke_agent", "create_agent", "invoke_workflow");

    private TraceReading(HeldTrace trace, RequestSnapshot? request, IReadOnlyList<ReadSpan> spans)
    {
        Trace = trace;
        Spans = spans;
        var root = trace.Root.SpanId.ToHexString();
        Root = spans.FirstOrDefault(span => span.SpanId == root);
        Start = Root?.Start ?? (spans.Count > 0 ? spans.Min(static span => span.Start) : 0);
        Attempts = [.. spans.Where(static span => span.Attributes.Find(LibraryAttributes.AttemptIndex) is not null)];
        var call = request?.LlmRequest()?.SpanId.ToHexString();
        Calls = [.. spans.Where(span => request is null ? IsCall(span) : span.SpanId == call).OrderBy(static span => span.Start)];
    }

    public HeldTrace Trace { get; }

    /// <summary>All spans that can be encoded, in the order in which they ended.</summary>
    public IReadOnlyList<ReadSpan> Spans { get; }

    /// <summary>The root; <see langword="null"/> if it cannot be encoded.</summary>
    public ReadSpan? Root { get; }

    /// <summary>The start of the root, in nanoseconds since 1970; of the first span while the root is open.</summary>
    public ulong Start { get; }

    /// <summary><c>litellm_request</c> of a request, if it was not refused; outside of requests all calls of models, in the order of their starts.</summary>
    public IReadOnlyList<ReadSpan> Calls { get; }

    /// <summary>The first of <see cref="Calls"/>; <see langword="null"/> if there is none.</summary>
    public ReadSpan? Call => Calls.Count > 0 ? Calls[0] : null;

    /// <summary>The calls to providers.</summary>
    public IReadOnlyList<ReadSpan> Attempts { get; }

    /// <summary>Reads a trace; <see langword="null"/> if it is no longer held.</summary>
    public static TraceReading? Read(HeldTrace trace)
    {
        var held = trace.GetSpans();
        List<ReadSpan> spans = new(held.Length);
        foreach (var span in held)
        {
            if (ShownSpan.Read(ViewTable.Canonical, span) is { } shown)
            {
                spans.Add(shown);
            }
        }

        return held.Length == 0 ? null : new(trace, held[0].Request, spans);
    }

    // Outside of requests a call is the attempt itself.
    private static bool IsCall(ReadSpan span) => span.Attributes.Text(GenAi.OperationName) is { } operation && !NoCalls.Contains(operation);
}
