using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>A project in Langfuse: its keys, and the display of its observations and traces.</summary>
/// <param name="publicKey">The public key.</param>
/// <param name="secretKey">The secret key.</param>
public sealed class LangfuseProject(string publicKey, string secretKey)
{
    private readonly Lock _gate = new();
    private readonly List<(ReceivedSpan Span, bool IsDirect)> _taken = [];

    /// <summary>The public key.</summary>
    public string PublicKey => publicKey;

    /// <summary>The secret key.</summary>
    public string SecretKey => secretKey;

    /// <summary>Whether the keys belong to an organisation and have no write permission.</summary>
    public bool IsOrganisation { get; init; }

    /// <summary>Whether ingestion is suspended because of a usage limit.</summary>
    public bool IsSuspended { get; set; }

    /// <summary>The observations, in order of arrival; an observation that is sent again replaces the earlier one.</summary>
    public IReadOnlyList<LangfuseObservation> Observations => [.. Taken()
        .Where(one => one.IsDirect || LangfuseTraps.DropReason(one.Span) is null)
        .Select(one => LangfuseObservation.FromSpan(one.Span))
        .GroupBy(observation => (observation.TraceId, observation.Id))
        .Select(same => same.Last())];

    /// <summary>Observations that were dropped silently, with the reasons.</summary>
    public IReadOnlyList<string> DroppedSilently => [.. Taken()
        .Where(one => !one.IsDirect)
        .Select(one => LangfuseTraps.DropReason(one.Span))
        .OfType<string>()];

    /// <summary>The traces, in order of arrival.</summary>
    public IReadOnlyList<LangfuseTrace> Traces
    {
        get
        {
            var direct = Taken().Where(one => one.IsDirect).Select(one => one.Span.TraceId).ToHashSet();
            return [.. Observations
                .GroupBy(observation => observation.TraceId)
                .Select(trace => direct.Contains(trace.Key) ? LangfuseTrace.Aggregate([.. trace]) : LangfuseTrace.Merge([.. trace]))];
        }
    }

    internal void Add(IReadOnlyList<ReceivedSpan> spans, bool isDirect)
    {
        lock (_gate)
        {
            _taken.AddRange(spans.Select(span => (span, isDirect)));
        }
    }

    private List<(ReceivedSpan Span, bool IsDirect)> Taken()
    {
        lock (_gate)
        {
            return [.. _taken];
        }
    }
}
