using System.Globalization;
using Microsoft.AspNetCore.Builder;
using TracedLlm.Attempts;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Spans;

/// <summary>How long a request took, and which part of that was the gateway's own time.</summary>
[Collection(ProcessWide.Name)]
public sealed class DurationTests
{
    private static readonly DateTime Zero = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // "+a" and "-a" start and end an attempt, at the second after them.
    [Theory]
    [InlineData("+1 -4", 10, 3)]
    [InlineData("+1 -4 +6 -7", 10, 4)]
    [InlineData("+1 +2 -4 -5", 10, 4)]
    [InlineData("+1 +2 -5 -4", 10, 3)]
    [InlineData("+1 -4 +6", 10, 7)]
    [InlineData("+6", 5, 0)]
    [InlineData("", 5, 0)]
    public void The_time_at_providers_counts_attempts_that_overlap_once(string steps, int until, int seconds)
    {
        ProviderTime time = default;
        foreach (var step in steps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = Zero.AddSeconds(int.Parse(step.AsSpan(1), CultureInfo.InvariantCulture));
            if (step[0] == '+')
            {
                time.Start(at);
            }
            else
            {
                time.End(at);
            }
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), time.Until(Zero.AddSeconds(until)));
    }

    [Fact]
    public async Task The_attributes_agree_with_the_times_of_the_spans()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] async () =>
        {
            using (var failed = LlmSpan.StartCall("a"))
            {
                await Task.Yield();
                failed.RecordException(new HttpRequestException("refused"));
            }

            using (LlmSpan.StartGuardrail("pii", GuardrailMode.DuringCall))
            {
                LlmSpan.StartCall("judge").End();
            }

            LlmSpan.StartCall("b").End();
        }));

        var answer = await gateway.PostAsync("/v1/chat/completions");

        var spans = await gateway.StopAsync();
        var root = spans.Single(span => span.Kind == ReceivedSpanKind.Server);
        var request = spans.Single(span => span.Name == "litellm_request");
        ReceivedSpan[] attempts = [.. spans.Where(span => span.Name is "chat a" or "chat b")];
        var total = Milliseconds(root.StartUnixNano, root.EndUnixNano);
        Assert.Equal(total, Number(request, "litellm.response.duration_ms"), 0.002);
        Assert.Equal(total - attempts.Sum(attempt => Milliseconds(attempt.StartUnixNano, attempt.EndUnixNano)), Number(request, "litellm.overhead.duration_ms"), 0.002);
        Assert.Equal(Number(request, "litellm.overhead.duration_ms"), Number(root, "litellm.overhead.duration_ms"));
        Assert.Equal(Milliseconds(root.StartUnixNano, attempts.Min(attempt => attempt.StartUnixNano)), Number(root, "litellm.preprocessing.duration_ms"), 0.002);
        var overhead = Header(answer, "overhead");
        Assert.InRange(overhead, 0, Number(request, "litellm.overhead.duration_ms"));
        Assert.InRange(Header(answer, "response"), overhead, total);
    }

    [Fact]
    public async Task A_request_without_an_attempt_is_overhead()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => LlmTrace.Current!.SetCacheHit(true)));

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal(Header(answer, "response"), Header(answer, "overhead"));
        var spans = await gateway.StopAsync();
        var request = spans.Single(span => span.Name == "litellm_request");
        Assert.Equal(request.Attributes["litellm.response.duration_ms"], request.Attributes["litellm.overhead.duration_ms"]);
        Assert.Null(spans.Single(span => span.Kind == ReceivedSpanKind.Server).Attributes["litellm.preprocessing.duration_ms"]);
    }

    [Theory]
    [InlineData(Tracing.Off)]
    [InlineData(Tracing.Unsampled)]
    public async Task The_overhead_of_an_unrecorded_request_is_not_known(Tracing tracing)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Settings = { ["OTEL_TRACES_SAMPLER"] = "always_off" },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => LlmSpan.StartCall("a").End());
            },
        });

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.InRange(Header(answer, "response"), 0, double.MaxValue);
        Assert.False(answer.Headers.Contains("x-litellm-overhead-duration-ms"));
    }

    private static double Milliseconds(ulong start, ulong end) => (end - start) / 1e6;

    private static double Number(ReceivedSpan span, string attribute) => Assert.IsType<double>(span.Attributes[attribute]);

    private static double Header(GatewayAnswer answer, string name) =>
        double.Parse(answer.Headers.GetValues($"x-litellm-{name}-duration-ms").Single(), CultureInfo.InvariantCulture);
}
