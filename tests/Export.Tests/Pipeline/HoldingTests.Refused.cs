using Microsoft.AspNetCore.Http;
using TracedLlm.Export.Sampling;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Pipeline;

/// <content>Requests that are refused before any guardrail or call.</content>
public sealed partial class HoldingTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task The_trace_of_a_refused_request_is_sent_whole_or_not_at_all(double rate, bool isSent)
    {
        _tested.Settings = _tested.Settings with { Sampling = new SamplingPolicy { RefusedRatio = rate } };
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using (LlmSpan.StartStage("budget"))
            {
            }

            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });

        await gateway.PostAsync();

        // The caller has the response before the root ends.
        await Eventually.BecomesTrueAsync(() => _tested.Ledger.SpansHeld == 0);

        await StopAsync();

        Assert.Equal(isSent ? ["Failed Proxy Server Request", "Received Proxy Server Request", "auth", "budget"] : [], _tested.Backend.Accepted.Order(StringComparer.Ordinal));
        Assert.Equal(isSent ? "4 exported, 0 dropped" : "0 exported, 4 sampled out, 0 dropped", _tested.Counts);
        Assert.Equal(0, _tested.Ledger.SpansHeld);
    }

    [Fact]
    public async Task A_request_that_comes_to_a_call_is_sent_also_where_refused_ones_are_left_out()
    {
        _tested.Settings = _tested.Settings with { Sampling = new SamplingPolicy { RefusedRatio = 0 } };
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            using (LlmSpan.StartCall("claude"))
            {
            }

            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });

        await gateway.PostAsync();
        await EndAsync();
        await StopAsync();

        Assert.Equal(
            ["Failed Proxy Server Request", "Received Proxy Server Request", "chat claude", "litellm_request", "one"],
            _tested.Backend.Accepted.Order(StringComparer.Ordinal));
    }
}
