using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>Whatever throws in telemetry, the request is answered.</summary>
[Collection(ProcessWide.Name)]
public sealed class BrokenListenerTests
{
    [Theory]
    [InlineData(Where.Sampler)]
    [InlineData(Where.Start)]
    [InlineData(Where.End)]
    public async Task An_OpenTelemetry_pipeline_that_throws(Where where)
    {
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddTracedLlm()
            .SetSampler(new BrokenSampler(where == Where.Sampler))
            .AddProcessor(new BrokenProcessor(where))
            .Build();

        await RequestsAreAnswered();
    }

    [Theory]
    [InlineData(Where.Sampler)]
    [InlineData(Where.Start)]
    [InlineData(Where.End)]
    public async Task A_listener_that_throws(Where where)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracedLlmTelemetry.SourceName,
            Sample = (ref _) => where == Where.Sampler ? throw new InvalidOperationException() : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Throw(where == Where.Start),
            ActivityStopped = _ => Throw(where == Where.End),
        };
        ActivitySource.AddActivityListener(listener);

        await RequestsAreAnswered();
    }

    [Fact]
    public async Task A_listener_that_throws_for_a_request_that_is_not_recorded()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracedLlmTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.PropagationData,
            ActivityStopped = _ => Throw(true),
        };
        ActivitySource.AddActivityListener(listener);

        await RequestsAreAnswered();
    }

    private static async Task RequestsAreAnswered()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedAnthropic.Message));
        foreach (var testServer in new[] { true, false })
        {
            await using var gateway = await TestGateway.StartAsync(new GatewaySetup
            {
                Export = false,
                TestServer = testServer,
                App = app =>
                {
                    app.UseTracedLlm();
                    app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
                    {
                        using var stage = LlmSpan.StartStage("stage");
                        using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
                        guardrail.SetOutcome(GuardrailOutcome.Masked(1));
                        using (LlmSpan.StartCall("claude"))
                        {
                            using var client = new HttpClient();
                            await client.GetStringAsync(upstream.Endpoint);
                        }

                        await http.Response.WriteAsync("hello");
                    });
                },
            });

            var answer = await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

            Assert.Equal("hello", answer.Body);
        }
    }

    private static void Throw(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("broken");
        }
    }

    public enum Where
    {
        Sampler,
        Start,
        End,
    }

    private sealed class BrokenSampler(bool throws) : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            Throw(throws);
            return new SamplingResult(SamplingDecision.RecordAndSample);
        }
    }

    private sealed class BrokenProcessor(Where where) : BaseProcessor<Activity>
    {
        public override void OnStart(Activity data) => Throw(where == Where.Start);

        public override void OnEnd(Activity data) => Throw(where == Where.End);
    }
}
