using System.Collections.Concurrent;
using TracedLlm.Sdks.Tests.Calls;
using TracedLlm.Sdks.Tests.Providers;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Sdks.Tests.Gateways;

/// <summary>The sample gateway as a process, between the mock of all providers and a receiver of its spans. Each script runs once.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private const string CallersKey = "sk-caller-of-the-scripts";
    private const string ProvidersKey = "sk-provider-of-the-scripts";

    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<SdkCall>>>> _runs = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
    private FakeUpstream? _provider;
    private OtlpReceiver? _receiver;
    private ServerProcess? _gateway;

    /// <summary>Starts everything, where the scripts can run.</summary>
    public async Task InitializeAsync()
    {
        if (NodeScript.Missing is not null)
        {
            return;
        }

        // A failure in Dispose fails no test, so that TracesOfAsync checks the spans.
        _receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        _provider = await FakeUpstream.StartAsync(ProviderMock.Answer);
        await File.WriteAllTextAsync(_file, GatewayConfig.Write(_provider.Endpoint, CallersKey, ProvidersKey));
        _gateway = await ServerProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "gateway.dll"),
            ["--config", _file, "--urls", "http://127.0.0.1:0"],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _receiver.Endpoint.ToString()),
            ("OTEL_BSP_SCHEDULE_DELAY", "20"),
            ("GATEWAY_WARM_UP", "false"),
            ("DOTNET_TieredPGO", "0"));
    }

    /// <summary>The calls of a script; the script runs at the first call of this method.</summary>
    internal Task<IReadOnlyList<SdkCall>> RunAsync(string sdk) => _runs.GetOrAdd(sdk, name => new(() => NodeScript.RunAsync(
        name,
        ("PROVIDER", _provider!.Endpoint.ToString().TrimEnd('/')),
        ("PROVIDER_KEY", ProvidersKey),
        ("GATEWAY", _gateway!.Client.BaseAddress!.ToString().TrimEnd('/')),
        ("GATEWAY_KEY", CallersKey),
        ("BACKEND", _receiver!.TracesEndpoint.ToString())))).Value;

    /// <summary>The requests that the provider received in a trace, in the order of arrival.</summary>
    internal IReadOnlyList<RecordedRequest> RequestsOf(string traceId) =>
        [.. _provider!.Requests.Where(request => request.Headers.TryGetValue("traceparent", out var parent) && parent.Contains(traceId, StringComparison.Ordinal))];

    /// <summary>
    /// Waits for the complete traces of the calls, checks the invariants of the gateway's spans, and returns all spans by the trace of
    /// their call. A call whose caller was not let in has a trace of its own, and its root has a link to the caller's span.
    /// </summary>
    internal async Task<ILookup<string, ReceivedSpan>> TracesOfAsync(IReadOnlyList<SdkCall> calls)
    {
        HashSet<string> traces = [.. calls.Where(call => call.IsTraced).Select(call => call.Gateway.TraceId)];
        var spans = await _receiver!.WaitForAsync(received => IsComplete([.. FindCalls(received, traces).SelectMany(call => call)], traces));
        var found = FindCalls(spans, traces);
        TraceInvariants.Check(found.SelectMany(call => call).Where(span => span.ScopeName == "TracedLlm"), secrets: [CallersKey, ProvidersKey]);
        return found;
    }

    /// <summary>Stops everything.</summary>
    public async Task DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
            await _provider!.DisposeAsync();
            File.Delete(_file);
            await _receiver!.DisposeAsync();
        }
    }

    private static ILookup<string, ReceivedSpan> FindCalls(IReadOnlyList<ReceivedSpan> received, HashSet<string> traces)
    {
        var separate = received
            .Where(span => span is { Kind: ReceivedSpanKind.Server, ParentSpanId.Length: 0, Links: [var caller] } && traces.Contains(caller.TraceId))
            .ToDictionary(span => span.TraceId, span => span.Links[0].TraceId);
        return received
            .Select(span => (Call: separate.GetValueOrDefault(span.TraceId, span.TraceId), Span: span))
            .Where(found => traces.Contains(found.Call))
            .ToLookup(found => found.Call, found => found.Span);
    }

    private static bool IsComplete(IReadOnlyList<ReceivedSpan> spans, HashSet<string> traces)
    {
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        var roots = spans.Where(span => span.Kind == ReceivedSpanKind.Server).SelectMany(span => (string[])[span.TraceId, .. span.Links.Select(link => link.TraceId)]).ToHashSet();
        return roots.IsSupersetOf(traces)
            && spans.All(span => span.Kind == ReceivedSpanKind.Server || span.ParentSpanId.Length == 0 || ids.Contains(span.ParentSpanId));
    }
}
