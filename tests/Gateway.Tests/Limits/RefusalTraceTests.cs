using System.Diagnostics.Metrics;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary>The traces of requests above the limit.</summary>
public sealed class RefusalTraceTests
{
    private const string Chat = """{"model":"gpt","messages":[]}""";

    [Fact]
    public async Task The_root_says_why_the_request_was_refused()
    {
        var gate = new TaskCompletionSource();
        await using var gateway = await TracedGateway.StartWithGeneralAsync(
            _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion)), "global_max_parallel_requests: 1");
        var held = gateway.PostAsync("/v1/chat/completions", Chat);
        await gateway.Upstream.WaitForRequestsAsync();
        gateway.Forget();

        using var refused = await gateway.PostAsync("/v1/chat/completions", Chat);

        var spans = await gateway.RootedSpansAsync();
        var root = Assert.Single(spans, static span => span.Name == "Received Proxy Server Request");
        Assert.Equal(
            ("refused", 503L, "TracedLlm.Samples.Gateway.OverloadedException", "The gateway has as many requests in progress as it may have at once. Try again later."),
            (root.Attributes["litellm.outcome"], root.Attributes["http.response.status_code"], root.Attributes["error.type"], root.Attributes["error.message"]));
        Assert.Equal(Assert.Single(refused.Headers.GetValues("x-request-id")), root.Attributes["litellm.call_id"]);
        Assert.DoesNotContain(spans, static span => span.Name == "litellm_request");
        gate.SetResult();
        (await held).Dispose();
    }

    [Fact]
    public void Only_the_first_refusals_of_a_second_are_traced()
    {
        var clock = new TestClock();
        var sample = new RefusalSample(clock);

        var first = Enumerable.Range(0, 50).Count(_ => sample.TryTake());
        clock.Advance(TimeSpan.FromSeconds(1));
        var second = Enumerable.Range(0, 50).Count(_ => sample.TryTake());
        clock.Advance(TimeSpan.FromSeconds(1000));
        var later = Enumerable.Range(0, RefusalSample.PerSecond).Count(_ => sample.TryTake());

        Assert.Equal((RefusalSample.PerSecond, RefusalSample.PerSecond, RefusalSample.PerSecond), (first, second, later));
    }

    [Fact]
    public async Task Every_refusal_is_counted_and_few_are_traced()
    {
        const int Refusals = 200;
        long counted = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == FailureCounter.CounterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "litellm.outcome", Value: "Refused" })
                {
                    Interlocked.Add(ref counted, count);
                }
            }
        });
        listener.Start();
        await using var receiver = await OtlpReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion)));
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }]
            litellm_settings: { callbacks: [otel] }
            general_settings: { master_key: sk-caller, global_max_parallel_requests: 1 }
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5");
        var held = gateway.PostAsync("/v1/chat/completions", Chat, ("Authorization", "Bearer sk-caller"));
        await upstream.WaitForRequestsAsync();

        for (var i = 0; i < Refusals; i++)
        {
            using var refused = await gateway.PostAsync("/v1/chat/completions", Chat, ("Authorization", "Bearer sk-caller"));
            Assert.Equal(503, (int)refused.StatusCode);
        }

        gate.SetResult();
        (await held).Dispose();
        await Eventually.BecomesTrueAsync(() => Interlocked.Read(ref counted) == Refusals);
        var spans = await receiver.WaitForRootAsync(RefusalSample.PerSecond + 1);
        var roots = spans.Where(static span => span.Kind == ReceivedSpanKind.Server).Select(static span => span.Attributes["litellm.outcome"]).ToList();
        Assert.Equal((RefusalSample.PerSecond, 1), (roots.Count(static outcome => Equals(outcome, "refused")), roots.Count(static outcome => Equals(outcome, "ok"))));
    }
}
