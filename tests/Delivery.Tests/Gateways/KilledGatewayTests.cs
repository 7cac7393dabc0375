using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>A gateway is killed while its backend is unavailable.</summary>
public sealed class KilledGatewayTests : IAsyncLifetime
{
    private const string Key = "sk-of-a-caller";
    private const string Yaml = $$"""
        model_list:
          - model_name: demo
            litellm_params: { model: simulated/demo }
        litellm_settings: { callbacks: [otel] }
        general_settings: { master_key: {{Key}} }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("killed-").FullName;
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await _collector.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_next_process_sends_the_spooled_spans_once_with_the_same_ids()
    {
        _collector.Faults.Always = BackendFault.Status(503);
        await using (var killed = await StartAsync())
        {
            await PostAsync(killed, 20);
            await SpoolContent.WaitAsync(Spool, static spans => spans.Count > 0, () => killed.Output);

            // And while it is writing.
            var more = PostAsync(killed, int.MaxValue);
            await SpoolContent.WaitAsync(Spool, static spans => spans.Count > 50, () => killed.Output);
            await killed.KillAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => more);
        }

        var written = SpoolContent.Read(Spool);
        Assert.Empty(_collector.Spans);

        _collector.Faults.Always = null;
        await using var next = await StartAsync();
        await _collector.WaitForSpansAsync(spans => spans.Count >= written.Count);

        // A request of the new process arrives after all spooled spans: after it, no span is still on its way.
        await PostAsync(next, 1);
        await _collector.WaitForSpansAsync(spans => spans.Count(span => span.Kind == ReceivedSpanKind.Server) > written.Count(span => span.Kind == ReceivedSpanKind.Server));
        var own = _collector.Spans.Last(span => span.Kind == ReceivedSpanKind.Server).TraceId;
        var left = _collector.Spans.Where(span => span.TraceId != own).ToList();
        Assert.Equal(Ids(written), Ids(left));
        await SpoolContent.WaitAsync(Spool, static spans => spans.Count == 0, () => next.Output);
    }

    private string Spool => Path.Combine(_directory, "spool");

    private Task<Testing.Processes.ServerProcess> StartAsync() => GatewayFile.StartAsync(
        _directory, Yaml, ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Endpoint.ToString()), ("TracedLlm__Spool", Spool));

    private static async Task PostAsync(Testing.Processes.ServerProcess gateway, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            Assert.Equal(200, await GatewayFile.PostAsync(
                gateway, "v1/chat/completions", Key, new { model = "demo", messages = new[] { new { role = "user", content = "Hello" } } }));
        }
    }

    private static IEnumerable<string> Ids(IEnumerable<ReceivedSpan> spans) => spans.Select(span => $"{span.TraceId} {span.SpanId} {span.Name}").Order();
}
