using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>Encoding allocates nothing once its buffer is as large as it needs to be.</summary>
public sealed class EncodingAllocationTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();

    [Fact]
    public void A_span_of_canonical_and_own_attributes_is_encoded_without_allocation()
    {
        var activity = _activities.WithTags(
            (GenAi.RequestModel, "gpt-4o"), (GenAi.UsageInputTokens, 100L), (LiteLlm.CostTotal, 0.25), (LiteLlm.CacheHit, false),
            (LiteLlm.TraceTags, new[] { "a", "ü" }), ("app.tenant", "t-1"), ("app.text", new string('ä', 10_000)));

        Assert.Equal(0, AllocatedPerSpan(new SemanticConventionsView(), new EndedSpan(activity, null)));
    }

    public void Dispose() => _activities.Dispose();

    internal static long AllocatedPerSpan(SpanView view, EndedSpan span)
    {
        using var buffer = new OtlpBuffer(1 << 20);
        long least = long.MaxValue;
        for (var run = 0; run < 200; run++)
        {
            buffer.Truncate(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            view.Write(span, buffer);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
