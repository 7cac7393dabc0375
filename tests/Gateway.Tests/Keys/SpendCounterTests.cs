using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Keys;

public sealed class SpendCounterTests
{
    [Fact]
    public async Task Tokens_are_counted_by_key_and_team_also_without_a_backend()
    {
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: SpendCounter.TokensName, Meter.Name: FailureCounter.MeterName })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{(value > 0 ? "some" : "none")} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.Start();
        await using (var gateway = await RunningGateway.StartAsync("""
            model_list:
              - { model_name: good, litellm_params: { model: simulated/demo } }
            """, "--CountSpend", "true"))
        {
            using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"good","messages":[{"role":"user","content":"hi"}]}""");
            await response.Content.ReadAsStringAsync();
        }

        Assert.Equal(["some input", "some output"], counted.Select(line => line.TrimEnd()).Order(StringComparer.Ordinal));
    }
}
