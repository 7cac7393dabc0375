using System.Collections.Concurrent;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Transport;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>The services and the state that all destinations share.</summary>
/// <param name="Settings">Bounds and delays.</param>
/// <param name="Client">The HTTP client of all endpoints without files for TLS.</param>
/// <param name="Resource">The resource attributes of the gateway.</param>
/// <param name="Spool">The spool; <see langword="null"/> if there is none.</param>
/// <param name="Wake">Wakes the worker.</param>
/// <param name="Log">Logs every request, for debugging.</param>
internal sealed record DeliveryContext(
    DeliverySettings Settings,
    HttpMessageInvoker Client,
    IReadOnlyList<KeyValuePair<string, object>> Resource,
    ISpool? Spool,
    Action Wake,
    BackendLog? Log)
{
    private readonly byte[] _scope = OtlpResource.Scope(Settings.ScopeName, LlmSource.Instance.Version);
    private readonly ConcurrentDictionary<TlsFiles, Lazy<HttpMessageInvoker>> _tlsClients = new();

    // Of endpoints without resource attributes of their own.
    private readonly ConcurrentDictionary<(string? Schema, bool HasInstance), OtlpFrame> _frames = new();
    private int _flushing;
    private int _flushes;

    public TimeProvider Clock => Settings.Clock;

    public BackOff BackOff { get; } = new(Settings.Random);

    /// <summary>Cancels the requests that are in progress.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Whether a thread waits until all spans are sent.</summary>
    public bool IsFlushing => Volatile.Read(ref _flushing) > 0;

    /// <summary>How many such waits have begun.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    public void BeginFlush()
    {
        Interlocked.Increment(ref _flushing);
        Interlocked.Increment(ref _flushes);
    }

    public void EndFlush() => Interlocked.Decrement(ref _flushing);

    /// <summary>The HTTP client for <paramref name="endpoint"/>.</summary>
    public HttpMessageInvoker ClientFor(BackendEndpoint endpoint) => endpoint.Tls is { } files
        ? _tlsClients.GetOrAdd(files, key => new(() => ExportHttp.Create(key, Clock))).Value
        : Client;

    /// <summary>Closes all connections.</summary>
    public void CloseClients()
    {
        Client.Dispose();
        foreach (var client in _tlsClients.Values)
        {
            client.Value.Dispose();
        }
    }

    /// <summary>The bytes before the spans in requests to <paramref name="endpoint"/>.</summary>
    public OtlpFrame FrameFor(BackendEndpoint endpoint) => endpoint.Resource.Count > 0
        ? CreateFrame(endpoint.View, endpoint.Resource)
        : _frames.GetOrAdd((endpoint.View.SchemaUrl, endpoint.View.HasInstance), _ => CreateFrame(endpoint.View, []));

    private OtlpFrame CreateFrame(SpanView view, IEnumerable<KeyValuePair<string, object>> further) => new(
        OtlpResource.Resource(Resource.Where(attribute => view.HasInstance || !ServiceInstance.IsGenerated(attribute)).Concat(further)), _scope, view.SchemaUrl);
}
