using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Export.Tests.Enrichment;

/// <summary>Enrichers add attributes before spans start.</summary>
[Collection(ProcessWide.Name)]
public sealed class SpanEnricherTests
{
    [Fact]
    public async Task Each_span_of_a_request_has_what_the_enricher_adds()
    {
        var spans = await RunAsync(new Enricher(static (in LlmSpanStart span) =>
            span.SetTag("app.seen", $"{span.Kind} {span.Name} {span.Api} {span.Operation} {span.Route} {span.Model} {span.Http?.Request.Method}".TrimEnd())));

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {app.seen=Root Received Proxy Server Request Messages chat /v1/messages claude POST}
            ├─ auth  {app.seen=Stage auth Messages chat /v1/messages claude}
            └─ litellm_request  {app.seen=LlmRequest litellm_request Messages chat /v1/messages claude}
               ├─ guardrail  {app.seen=Guardrail guardrail Messages chat /v1/messages claude}
               │  └─ chat judge [CLIENT]  {app.seen=GuardrailCall chat judge Messages chat /v1/messages claude}
               ├─ chat claude [CLIENT]  {app.seen=Attempt chat claude Messages chat /v1/messages claude}
               └─ chat claude [CLIENT]  {app.seen=Attempt chat claude Messages chat /v1/messages claude}
            """,
            SpanTree.Print(spans, SpanTreeFormat.Only("app.seen")));
    }

    [Fact]
    public async Task A_sampler_sees_the_attributes_of_the_root()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var seen = new List<object?>();
        using var provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().SetSampler(new Seeing(seen)).Build();
        await using (var gateway = await StartAsync(receiver, new Enricher(static (in LlmSpanStart span) => span.SetTag("app.plan", "gold"))))
        {
            await gateway.PostAsync();
        }

        Assert.NotEmpty(seen);
        Assert.All(seen, static value => Assert.Equal("gold", value));
    }

    [Fact]
    public async Task The_attributes_of_the_library_are_not_replaced_and_the_dropped_are_counted()
    {
        using var dropped = new CountedMeasurements("attributes.dropped");
        var spans = await RunAsync(new Enricher(static (in LlmSpanStart span) =>
        {
            span.SetTag("http.request.method", "HACKED");
            span.SetTag("gen_ai.usage.input_tokens", 1_000_000);
            span.SetTag("litellm.cost.total", 5.0);
            span.SetTag("session.id", "theirs");
            span.SetTag("openai.response.system_fingerprint", "fp_theirs");
            span.SetTag("metadata", "theirs");
            span.SetTag("HTTP.request.method", "HACKED");
            span.SetTag("", "nameless");
            span.SetTag("app.first", "kept");
            span.SetTag("app.first", "second");
            span.SetTag("app.nothing", null);
        }));

        Assert.All(spans, static span =>
        {
            Assert.Equal("kept", span.Attributes["app.first"]);
            Assert.Null(span.Attributes["session.id"]);
            Assert.Null(span.Attributes["litellm.cost.total"]);
            Assert.False(span.Attributes.ContainsKey("app.nothing"));
        });
        Assert.Equal("POST", spans.Single(static span => span.Kind == ReceivedSpanKind.Server).Attributes["http.request.method"]);
        Assert.Equal($"attributes.dropped name {spans.Count}, attributes.dropped reserved {8 * spans.Count}", dropped.ToString());
    }

    [Fact]
    public async Task Attributes_are_bounded_and_have_no_secrets()
    {
        var spans = await RunAsync(new Enricher(static (in LlmSpanStart span) =>
        {
            span.SetTag("app.long", new string('x', 5_000));
            span.SetTag("app.key", $"Bearer {Testing.Hosting.Canaries.Key}");
            span.SetTag("app.cut", $"{new string('x', 1_009)} {Testing.Hosting.Canaries.Key}");
            span.SetTag("app.cuts", new[] { $"{new string('x', 1_009)} {Testing.Hosting.Canaries.Key}" });
            span.SetTag("app.number", 7);
            span.SetTag("app.list", new[] { "a", "b" });
            span.SetTag("app.address", new Uri("https://example.com/a"));
            for (var i = 0; i < 100; i++)
            {
                span.SetTag($"app.many.{i}", i);
            }
        }));

        Assert.All(spans, static span =>
        {
            Assert.Equal(1024, span.Attributes.Get<string>("app.long").Length);
            Assert.Equal($"{new string('x', 1_009)} [redacted]", span.Attributes["app.cut"]);
            Assert.Equal([span.Attributes["app.cut"]], span.Attributes.Get<IReadOnlyList<object?>>("app.cuts"));
            Assert.Equal(7L, span.Attributes["app.number"]);
            Assert.Equal(["a", "b"], span.Attributes.Get<IReadOnlyList<object?>>("app.list"));
            Assert.Equal("https://example.com/a", span.Attributes["app.address"]);
            Assert.Equal(32, span.Attributes.Keys.Count(static key => key.StartsWith("app.", StringComparison.Ordinal)));
        });
    }

    [Fact]
    public async Task An_exception_of_an_enricher_does_not_reach_the_request()
    {
        using var failures = new CountedMeasurements("listener.failures");
        var spans = await RunAsync(
            new Enricher(static (in LlmSpanStart span) =>
            {
                span.SetTag("app.before", true);
                throw new InvalidOperationException("broken");
            }),
            new Enricher(static (in LlmSpanStart span) => span.SetTag("app.next", true)));

        Assert.All(spans, static span => Assert.Equal((true, true), (span.Attributes["app.before"], span.Attributes["app.next"])));
        Assert.Equal($"listener.failures System.InvalidOperationException {spans.Count}", failures.ToString());
    }

    private static async Task<IReadOnlyList<ReceivedSpan>> RunAsync(params ILlmSpanEnricher[] enrichers)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await StartAsync(receiver, enrichers))
        {
            Assert.Equal("hello", await gateway.PostAsync("""{"model":"claude"}"""));
        }

        return receiver.Spans;
    }

    private static Task<ExportGateway> StartAsync(OtlpReceiver receiver, params ILlmSpanEnricher[] enrichers) => ExportGateway.StartAsync(
        new() { ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString() },
        handler: AnswerAsync,
        services: services =>
        {
            foreach (var enricher in enrichers)
            {
                services.AddSingleton(enricher);
            }

            services.AddHttpClient("provider").AddTracedLlmCall().ConfigurePrimaryHttpMessageHandler(static () => new Provider());
        });

    private static async Task AnswerAsync(HttpContext http)
    {
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
        }

        using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        using (LlmSpan.StartCall("judge"))
        {
        }

        using (LlmSpan.StartCall("claude"))
        {
        }

        // An attempt of a traced HttpClient.
        using var client = http.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient("provider");
        using (var answer = await client.PostAsync(new Uri("https://api.anthropic.com/v1/messages"), new StringContent("""{"model":"claude"}""")))
        {
            await answer.Content.ReadAsStringAsync();
        }

        await http.Response.WriteAsync("hello");
    }

    private delegate void Enrichment(in LlmSpanStart span);

    private sealed class Enricher(Enrichment enrich) : ILlmSpanEnricher
    {
        public void Enrich(in LlmSpanStart span) => enrich(span);
    }

    private sealed class Provider : HttpMessageHandler
    {
        private const string Answer =
            """{"id":"m","type":"message","role":"assistant","content":[{"type":"text","text":"hi"}],"model":"claude","stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer) });
    }

    private sealed class Seeing(List<object?> seen) : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            seen.Add(samplingParameters.Tags?.SingleOrDefault(static tag => tag.Key == "app.plan").Value);
            return new(SamplingDecision.Drop);
        }
    }
}
