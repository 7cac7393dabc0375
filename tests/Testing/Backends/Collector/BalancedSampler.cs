using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>A sampler behind a <see cref="BalancerReceiver"/>.</summary>
public sealed class BalancedSampler
{
    private readonly Lock _gate = new();
    private readonly List<ReceivedSpan> _spans = [];

    /// <summary>Whether its memory limiter refuses all spans.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>The largest message that its gRPC server takes.</summary>
    public int MaxMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The spans that it has taken; a span that came twice occurs twice.</summary>
    public IReadOnlyList<ReceivedSpan> Spans
    {
        get
        {
            lock (_gate)
            {
                return [.. _spans];
            }
        }
    }

    internal void Keep(IReadOnlyList<ReceivedSpan> spans)
    {
        lock (_gate)
        {
            _spans.AddRange(spans);
        }
    }
}
