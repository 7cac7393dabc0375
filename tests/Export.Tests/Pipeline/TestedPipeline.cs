using System.Diagnostics;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Setup;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A pipeline with a clock that stands still, a scripted backend and spans with names of the test's own.</summary>
internal sealed class TestedPipeline : IDisposable
{
    private readonly EndedActivities _activities = new();
    private SpanPipeline? _pipeline;

    public TestedPipeline()
    {
        Settings = new PipelineSettings { Clock = Clock, EncodeDelay = TimeSpan.Zero, Random = () => 1, MaxRequests = 1 };
        Endpoints = [Endpoint()];
    }

    public ManualClock Clock { get; } = new();

    public ScriptedBackend Backend { get; } = new();

    public LogLines Log { get; } = new();

    public BackendLog? RequestLog { get; set; }

    public PipelineSettings Settings { get; set; }

    public IReadOnlyList<BackendEndpoint> Endpoints { get; set; }

    public IDestinationResolver? Resolver { get; set; }

    public Func<ISpoolObserver, ISpool?>? Spool { get; set; }

    public DeliveryLedger Ledger { get; private set; } = new();

    public SpanPipeline Pipeline => _pipeline ??= Create();

    /// <summary>What became of the first backend's spans, as in logs.</summary>
    public string Counts => CountsOf("test");

    public static BackendEndpoint Endpoint(string backend = "test", string host = "backend.test", SpanView? view = null) =>
        new(backend, new Uri($"http://{host}/v1/traces"), [new("authorization", "Bearer secret-of-the-test")], view ?? new SemanticConventionsView());

    public string CountsOf(string backend) => Ledger.Backends.Single(one => one.Ledger.Name == backend).Ledger.Counts().ToString();

    /// <summary>Ends spans of these names, one after the other.</summary>
    public TestedPipeline Add(params string[] names)
    {
        foreach (var name in names)
        {
            Pipeline.Add(new(_activities.Make(name), Request: null, IsInconclusive: false));
        }

        return this;
    }

    public Activity Make(string name, params (string Name, object? Value)[] tags) => _activities.Make(name, tags);

    /// <summary>Sends everything and waits for it.</summary>
    public async Task FlushAsync()
    {
        var flushing = Task.Run(() => Pipeline.Flush(Timeout.InfiniteTimeSpan));
        await Task.WhenAny(flushing, Task.Delay(Patience.Default));
        Assert.True(
            flushing is { IsCompletedSuccessfully: true, Result: true },
            string.Join("; ", Ledger.Backends.Select(backend => $"{backend.Ledger.Name}: {backend.Ledger.Counts()}, {backend.Ledger.LastError}")));
    }

    /// <summary>Stops the pipeline while its backend takes nothing: the time to send passes, and the worker has ended when this returns.</summary>
    /// <returns>Whether all was sent.</returns>
    public async Task<bool> StopAsync()
    {
        var timeout = TimeSpan.FromMilliseconds(48);
        var stopping = Task.Run(() => Pipeline.Stop(timeout));

        // With a spool, a quarter of the time is for the disk.
        var toSend = Spool is null ? timeout : timeout * 0.75;
        await Clock.WaitForTimerAsync(toSend);
        Clock.Advance(toSend);
        return await stopping.WaitAsync(Patience.Default);
    }

    /// <summary>Waits until the first backend holds no memory. What is counted as stored or lost is taken off a moment later.</summary>
    public Task WaitForFreeMemoryAsync() => Eventually.BecomesTrueAsync(
        () => Ledger.Backends[0].Budget.Used == 0, () => $"The budget has {Ledger.Backends[0].Budget.Used} B in use; {Counts}.");

    public void Dispose()
    {
        if (_pipeline is { } pipeline)
        {
            // On a clock that stands still a worker that hangs would be waited for without end.
            Task.Run(pipeline.Dispose).Wait(Patience.Default);
        }

        _activities.Dispose();
        Backend.Dispose();
        Log.Dispose();
    }

    private SpanPipeline Create()
    {
        Ledger = new DeliveryLedger { Settings = Settings, Logger = Log };
        return new SpanPipeline(
            Settings,
            Ledger,
            Endpoints,
            Resolver ?? new ConfiguredEndpoints(Endpoints),
            [new("service.name", "tested")],
            Spool,
            new HttpMessageInvoker(Backend, disposeHandler: false),
            RequestLog);
    }
}
