using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The counts of the ledger and their outputs.</summary>
public sealed partial class LedgerTests
{
    [Fact]
    public async Task Sums_are_consistent_for_a_concurrent_reader()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 7, MaxRequests = 4, MaxQueueSpans = 50 };
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Spans[0].SpanId[0] % 3 == 0 ? 401 : 200);
        tested.Pipeline.Flush(TimeSpan.Zero);
        var done = false;
        var reader = Task.Run(() =>
        {
            var isRight = true;
            while (!Volatile.Read(ref done))
            {
                isRight &= tested.Ledger.Backends.All(backend => backend.Ledger.Counts() is { InFlight: >= 0 } counts
                    && counts.Started == counts.Exported + counts.SampledOut + counts.AllDropped + counts.InFlight);
            }

            return isRight;
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var number = 0; number < 500; number++)
            {
                tested.Add($"{writer}-{number}");
            }
        })));
        await tested.FlushAsync();
        Volatile.Write(ref done, true);

        Assert.True(await reader);
        var final = tested.Ledger.Backends[0].Ledger.Counts();
        Assert.Equal((2_000L, 0L), (final.Started, final.InFlight));
        Assert.Equal(final.Exported, tested.Backend.Accepted.Count);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task A_part_of_all_traces_is_sent_and_the_rest_counted()
    {
        using var tested = new TestedPipeline
        {
            Endpoints = [new BackendEndpoint("test", new Uri("http://backend.test/v1/traces"), [], new SemanticConventionsView()) { SamplingRate = 0.25 }],
        };

        await tested.Add([.. Enumerable.Range(0, 1_000).Select(number => $"s{number}")]).FlushAsync();

        var counts = tested.Ledger.Backends[0].Ledger.Counts();
        Assert.InRange(counts.Exported, 180, 320);
        Assert.Equal((1_000L, 1_000 - counts.Exported, 0L), (counts.Started, counts.SampledOut, counts.InFlight));
        Assert.Equal(counts.Exported, tested.Backend.Accepted.Count);
    }

    [Fact]
    public async Task The_begin_and_the_end_of_a_loss_are_logged_once_each()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => ScriptedBackend.Status(413);
        await tested.Add("a", "b").FlushAsync();
        await tested.Add("c").FlushAsync();
        await tested.Clock.WaitForTimerAsync(LossLog.Quiet);
        tested.Clock.Advance(LossLog.Quiet - TimeSpan.FromSeconds(1));
        await tested.Add("d").FlushAsync();
        await tested.Clock.WaitForTimerAsync(LossLog.Quiet);
        Assert.Equal(["Warning: The export drops spans for test: too_large. The backend's last error: HTTP 413."], tested.Log.Lines);

        tested.Clock.Advance(LossLog.Quiet);
        await tested.FlushAsync();
        await tested.Add("e").FlushAsync();

        Assert.Equal(
            [
                "Warning: The export drops spans for test: too_large. The backend's last error: HTTP 413.",
                "Warning: The export no longer drops spans for test. It dropped 4.",
                "Warning: The export drops spans for test: too_large. The backend's last error: HTTP 413.",
            ],
            tested.Log.Lines);
    }

    [Fact]
    public void Spans_lost_on_disk_before_their_backend_is_known_are_counted()
    {
        using var log = new Setup.LogLines();
        var ledger = new DeliveryLedger { Logger = log };
        var endpoint = TestedPipeline.Endpoint();
        ledger.Recovered(endpoint.Identity, 10);
        ledger.Dropped(endpoint.Identity, SpoolDropReason.Expired, 3);
        ledger.Dropped("somebody else's", SpoolDropReason.Damaged, 2);

        var known = ledger.GetBackend(endpoint).Ledger.Counts();

        Assert.Equal((7, 0), (known.Started, known.AllDropped));
        Assert.Equal(
            ["unknown: 0 exported, 5 dropped (3 expired, 2 damaged)", "test: 0 exported, 0 dropped, 7 waiting"],
            ledger.Backends.Select(backend => $"{backend.Ledger.Name}: {backend.Ledger.Counts()}"));
        Assert.Equal(["Warning: The export drops spans for unknown: expired. The backend's last error: none."], log.Lines);
    }

    [Fact]
    public async Task The_ledger_is_metrics()
    {
        using var tested = new TestedPipeline { Endpoints = [TestedPipeline.Endpoint("ledger-metrics")] };
        tested.Backend.AnswerInTurn(ScriptedBackend.Ok, () => ScriptedBackend.Status(401), () => new TaskCompletionSource<HttpResponseMessage>().Task);
        await tested.Add("a", "b").FlushAsync();
        await tested.Add("c").FlushAsync();
        tested.Add("d");
        using var metrics = new DeliveryMetrics(tested.Ledger);
        List<string> measured = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("tracedllm.export.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var text = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            if (text.Contains("ledger-metrics", StringComparison.Ordinal) && value > 0 && !instrument.Name.EndsWith("size", StringComparison.Ordinal))
            {
                measured.Add($"{instrument.Name} {text} {value}");
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "tracedllm.export.in_flight ledger-metrics 1",
                "tracedllm.export.spans ledger-metrics exported 2",
                "tracedllm.export.spans ledger-metrics rejected 1",
                "tracedllm.export.started ledger-metrics 4",
            ],
            measured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_health_report_is_complete_and_has_no_secret()
    {
        using var tested = new TestedPipeline();
        tested.Backend.AnswerInTurn(ScriptedBackend.Ok, () => ScriptedBackend.Status(401));
        await tested.Add("a", "b").FlushAsync();
        await tested.Add("c").FlushAsync();

        // Other tests of this process have dropped metadata, or not.
        var text = DroppedMetadata().Replace(Encoding.UTF8.GetString(DeliveryHealth.ToJson(tested.Ledger).Span), "\"metadata_dropped\": {}");

        using var json = JsonDocument.Parse(text);
        Assert.Equal(
            """{"status":"losing","spans":{"started":0,"ended":0,"held":0},"metadata_dropped":{},"backends":[{"name":"test","started":3,"exported":2,"sampled_out":0,"dropped":{"queue_full":0,"too_large":0,"rejected":1,"expired":0,"shutdown":0,"damaged":0},"in_flight":0,"queue_bytes":0,"max_queue_bytes":67108864,"destinations_waiting":0,"destinations_down":0,"last_error":"HTTP 401","outage":{"reason":"HTTP 401","since":"2026-03-01T12:00:00Z"},"tenant_outages":0}]}""",
            JsonSerializer.Serialize(json.RootElement));
        Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"""metadata_dropped"": \{[^}]*\}")]
    private static partial Regex DroppedMetadata();
}
