using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Export.Pipeline;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A span whose activity is stopped by other code before the span's owner ends the span is exported once.</summary>
[Collection(ProcessWide.Name)]
public sealed class StoppedActivityTests : IDisposable
{
    private readonly TestedPipeline _tested = new();
    private readonly TracerProvider _provider;

    public StoppedActivityTests() => _provider = Sdk.CreateTracerProviderBuilder()
        .AddTracedLlm()
        .AddProcessor(new ExportProcessor(_tested.Pipeline, _tested.Ledger).ObserveRuntime())
        .Build();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_span_outside_of_a_request_is_exported_once(bool isEndedToo)
    {
        var span = LlmSpan.StartStage("outside");
        span.Activity!.Stop();
        if (isEndedToo)
        {
            span.End();
        }

        await _tested.FlushAsync();

        Assert.Equal(["outside"], _tested.Backend.Accepted);
        AssertNothingInFlight(spans: 1);
    }

    [Fact]
    public async Task A_span_of_a_request_is_exported_once_when_its_owner_ends_it()
    {
        var endedAtStop = -1L;
        var endedAtEnd = -1L;
        await using (var gateway = await ExportGateway.StartAsync([], handler: http =>
        {
            var span = LlmSpan.StartStage("stage");
            span.Activity!.Stop();
            endedAtStop = _tested.Ledger.SpansEnded;
            span.End();
            endedAtEnd = _tested.Ledger.SpansEnded;
            return http.Response.WriteAsync("hello");
        }))
        {
            await gateway.PostAsync();
        }

        await _tested.FlushAsync();

        Assert.Equal((0L, 1L), (endedAtStop, endedAtEnd));
        Assert.Equal(["Received Proxy Server Request", "litellm_request", "stage"], _tested.Backend.Accepted.Order(StringComparer.Ordinal));
        AssertNothingInFlight(spans: 3);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _tested.Dispose();
    }

    private void AssertNothingInFlight(long spans)
    {
        Assert.Equal((spans, spans), (_tested.Ledger.SpansStarted, _tested.Ledger.SpansEnded));
        Assert.Equal($"{spans} exported, 0 dropped", _tested.Counts);
    }
}
