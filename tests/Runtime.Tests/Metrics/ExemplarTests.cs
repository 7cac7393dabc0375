using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.RequestLog;

namespace TracedLlm.Tests.Metrics;

/// <summary>The exemplars of an ordinary <c>MeterProvider</c> name the spans that backends receive.</summary>
[Collection(ProcessWide.Name)]
public sealed class ExemplarTests : IAsyncLifetime
{
    private MeteredProcess _meter = null!;

    public async Task InitializeAsync() => _meter = await MeteredProcess.StartAsync();

    public async Task DisposeAsync() => await _meter.DisposeAsync();

    [Fact]
    public async Task An_exemplar_names_the_exported_span()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.On, [], upstream);

        await gateway.AskAsync("/v1/chat/completions");

        var spans = await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["Received Proxy Server Request"], Named(metrics, spans, "gen_ai.server.request.duration"));
        Assert.Equal(["Received Proxy Server Request"], Named(metrics, spans, "tracedllm.request.overhead"));
        Assert.Equal(["litellm_request"], Named(metrics, spans, "gen_ai.client.operation.duration"));
        Assert.Equal(["litellm_request", "litellm_request"], Named(metrics, spans, "gen_ai.client.token.usage"));
        Assert.Equal(["chat busy", "chat good"], Named(metrics, spans, "tracedllm.attempt.duration"));
    }

    [Fact]
    public async Task An_exemplar_of_a_guardrail_names_its_span()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] () =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
            {
            }
        }));

        await gateway.PostAsync("/v1/chat/completions");

        var spans = await gateway.StopAsync();
        Assert.Equal(["guardrail"], Named(await _meter.CollectAsync(), spans, "tracedllm.guardrail.duration"));
    }

    [Fact]
    public async Task A_request_that_is_not_sampled_has_no_exemplar()
    {
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.Unsampled, []);

        await gateway.AskAsync("/v1/embeddings");

        await gateway.StopAsync();
        Assert.Empty(ExemplarsOf(await _meter.CollectAsync()));
    }

    [Fact]
    public async Task A_request_that_backends_show_in_a_trace_of_its_own_has_no_exemplar()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http) =>
        {
            using (var stage = LlmSpan.StartStage(LlmStage.Auth))
            {
                await Task.Yield();
                stage.RecordException(new UnauthorizedAccessException());
            }

            http.Response.StatusCode = 401;
        }));

        await gateway.PostAsync("/v1/chat/completions", $"traceparent: {TestGateway.Caller}");

        var spans = await gateway.StopAsync();
        Assert.DoesNotContain(TestGateway.CallerTrace, spans.Select(span => span.TraceId));
        var named = ExemplarsOf(await _meter.CollectAsync()).Select(exemplar => exemplar.TraceId).ToList();
        Assert.Empty(named.Except(spans.Select(span => span.TraceId)));
    }

    private static IEnumerable<ReceivedExemplar> ExemplarsOf(IEnumerable<ReceivedMetric> metrics) =>
        metrics.SelectMany(metric => metric.Points).SelectMany(point => point.Exemplars).Where(exemplar => exemplar.TraceId.Length > 0);

    private static IEnumerable<string> Named(IEnumerable<ReceivedMetric> metrics, IReadOnlyList<ReceivedSpan> spans, string name) =>
        ExemplarsOf(metrics.Where(metric => metric.Name == name))
            .Select(exemplar => spans.Single(span => (span.TraceId, span.SpanId) == (exemplar.TraceId, exemplar.SpanId)).Name)
            .Order(StringComparer.Ordinal);
}
