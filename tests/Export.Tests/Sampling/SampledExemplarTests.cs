namespace TracedLlm.Export.Tests.Sampling;

/// <summary>The exemplars of metrics name spans that are sent, also if that is decided at the end of a request.</summary>
[Collection(ProcessWide.Name)]
public sealed class SampledExemplarTests
{
    private static readonly string[] OfAttempts = ["tracedllm.attempt.duration", "tracedllm.attempts"];

    [Theory]
    [InlineData("0")]
    [InlineData("0.1")]
    [InlineData("1")]
    public async Task No_exemplar_names_a_trace_that_is_left_out(string ratio)
    {
        await using var sampled = await SampledGateway.StartAsync(new() { ["TracedLlm:Sampling:Ratio"] = ratio });

        await sampled.PostAsync(Enumerable.Range(1, 200), number => number % 20 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        var sent = sampled.Receiver.Spans.Select(span => (span.TraceId, span.SpanId)).ToHashSet();
        var named = sampled.Receiver.Metrics
            .SelectMany(metric => metric.Points.SelectMany(point => point.Exemplars).Select(exemplar => (metric.Name, Span: (exemplar.TraceId, exemplar.SpanId))))
            .Where(exemplar => exemplar.Span.TraceId.Length > 0)
            .ToList();
        Assert.All(named, exemplar => Assert.Contains(exemplar.Span, sent));

        // The failed requests are kept; of their attempts that was not known when they ended.
        Assert.Contains(named, exemplar => exemplar.Name == "gen_ai.server.request.duration");
        Assert.Contains(named, exemplar => exemplar.Name == "gen_ai.client.operation.duration");
        Assert.Equal(ratio != "0", named.Exists(exemplar => OfAttempts.Contains(exemplar.Name)));
    }
}
