namespace TracedLlm.Export;

/// <summary>What all destinations have in common.</summary>
/// <param name="Settings">Bounds and delays.</param>
/// <param name="Client">The HTTP client.</param>
/// <param name="Resource">What spans say of the gateway.</param>
/// <param name="Spool">Where spans wait on disk, if they do.</param>
/// <param name="Wake">Tells the worker that there is something to look at.</param>
/// <param name="Log">Told of every request, for debugging.</param>
internal sealed record DeliveryContext(
    DeliverySettings Settings,
    HttpMessageInvoker Client,
    IReadOnlyList<KeyValuePair<string, object>> Resource,
    ISpool? Spool,
    Action Wake,
    BackendLog? Log)
{
    private readonly byte[] _scope = OtlpResource.Scope(TracedLlmTelemetry.SourceName, LlmSource.Instance.Version);
    private OtlpFrame? _ownFrame;
    private int _flushing;
    private int _flushes;

    public TimeProvider Clock => Settings.Clock;

    public BackOff BackOff { get; } = new(Settings.Random);

    /// <summary>Gives up the requests that are under way.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Whether somebody waits for everything to be sent.</summary>
    public bool IsFlushing => Volatile.Read(ref _flushing) > 0;

    /// <summary>How often somebody has begun to.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    public void BeginFlush()
    {
        Interlocked.Increment(ref _flushing);
        Interlocked.Increment(ref _flushes);
    }

    public void EndFlush() => Interlocked.Decrement(ref _flushing);

    /// <summary>What stands before the spans in requests to <paramref name="endpoint"/>.</summary>
    public OtlpFrame FrameFor(BackendEndpoint endpoint) => endpoint.Resource.Count == 0
        ? _ownFrame ??= new OtlpFrame(OtlpResource.Resource(Resource), _scope)
        : new OtlpFrame(OtlpResource.Resource([.. Resource, .. endpoint.Resource]), _scope);
}
