using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Context;

/// <summary>Who decides whether a request is recorded.</summary>
[Collection(ProcessWide.Name)]
public sealed class SamplingTests
{
    private const string Unsampled = $"traceparent: 00-{TestGateway.CallerTrace}-{TestGateway.CallerSpan}-00";
    private const string Sampled = $"traceparent: {TestGateway.Caller}";

    [Theory]
    [InlineData(null, "Continue", Unsampled, true)]
    [InlineData("parentbased_always_on", "Continue", Unsampled, true)]
    [InlineData("always_on", "Continue", Unsampled, true)]
    [InlineData("parentbased_always_on", "Full", Unsampled, false)]
    [InlineData("parentbased_always_off", "Full", Sampled, true)]
    [InlineData("parentbased_always_off", "Continue", Sampled, false)]
    [InlineData("always_off", "Full", Sampled, false)]
    [InlineData("parentbased_always_on", "Link", Unsampled, true)]
    [InlineData("parentbased_always_on", "Ignore", Unsampled, true)]
    public async Task A_caller_does_not_decide_unless_it_is_fully_trusted(string? sampler, string trust, string header, bool recorded)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = { ["OTEL_TRACES_SAMPLER"] = sampler, ["TracedLlm:InboundTrust"] = trust },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
                {
                    using var stage = LlmSpan.StartStage("work");
                    using var attempt = LlmSpan.StartCall("claude");
                    return http.Response.WriteAsync($"{LlmTrace.Current!.IsRecording}");
                });
            },
        });

        var answer = await gateway.PostAsync("/v1/messages", header);

        Assert.Equal(recorded.ToString(), answer.Body);
        Assert.Equal(recorded ? 4 : 0, (await gateway.StopAsync()).Count);
    }

    [Fact]
    public async Task A_gateways_own_context_is_recorded_even_without_the_sampled_flag()
    {
        var ofKey = Contexts.Create("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = false,
            OtherSources = [TracedLlmTelemetry.SourceName],
            Options = options => options.ParentFromCaller = _ => ofKey,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello");
            },
        });

        // The sampler here is the stock one, which follows its parent.
        await gateway.PostAsync("/v1/messages");

        Assert.Equal(2, (await gateway.StopAsync("00f067aa0ba902b7")).Count);
    }
}
