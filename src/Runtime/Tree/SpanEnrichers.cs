using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>Calls the enrichers of the application before a span starts.</summary>
internal sealed class SpanEnrichers
{
    private readonly ILlmSpanEnricher[] _enrichers;

    private SpanEnrichers(ILlmSpanEnricher[] enrichers) => _enrichers = enrichers;

    /// <summary>Creates the list; <see langword="null"/> for no enrichers, so that a start of a span costs nothing.</summary>
    public static SpanEnrichers? Create(IEnumerable<ILlmSpanEnricher> enrichers)
    {
        ILlmSpanEnricher[] all = [.. enrichers];
        return all.Length == 0 ? null : new(all);
    }

    /// <summary>Lets each enricher add attributes. An exception is counted and does not reach the request.</summary>
    /// <param name="tags">The attributes of the span so far.</param>
    /// <param name="kind">What the span stands for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="request">The facts of the request.</param>
    public void Enrich(CreationTags tags, LlmSpanKind kind, string name, in EnrichedRequest request)
    {
        var enriched = new EnrichedTags(tags);
        foreach (var enricher in _enrichers)
        {
            try
            {
                enricher.Enrich(new LlmSpanStart(enriched, kind, name, request));
            }
            catch (Exception exception)
            {
                TraceCounters.ListenerFailed(exception);
            }
        }
    }
}
