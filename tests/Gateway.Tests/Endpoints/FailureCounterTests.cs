using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

public sealed class FailureCounterTests
{
    [Fact]
    public async Task Each_failed_request_is_counted_once_and_no_other()
    {
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: FailureCounter.CounterName, Meter.Name: FailureCounter.MeterName })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.Start();
        await using (var gateway = await RunningGateway.StartAsync("""
            model_list:
              - { model_name: good, litellm_params: { model: simulated/demo } }
              - { model_name: bad, litellm_params: { model: simulated/unreachable } }
            guardrails: [{ guardrail_name: g, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET } }]
            """))
        {
            foreach (var (model, text) in new[] { ("good", "hi"), ("bad", "hi"), ("good", "SECRET"), ("nobody", "hi") })
            {
                using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}]}""");
                await response.Content.ReadAsStringAsync();
            }
        }

        Assert.Equal(
            ["1 Blocked /v1/chat/completions 400", "1 Error /v1/chat/completions 502", "1 Refused /v1/chat/completions 404"],
            counted.Order(StringComparer.Ordinal));
    }
}
