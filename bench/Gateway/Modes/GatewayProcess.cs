using System.Globalization;
using System.Text.Json;
using TracedLlm.Bench.Gateway.Http;
using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Processes;
using TracedLlm.Bench.Gateway.Sink;

namespace TracedLlm.Bench.Gateway.Modes;

/// <summary>A running gateway in one mode.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(30);

    private readonly Instruments _instruments;
    private readonly ChildProcess _process;
    private readonly string _path;
    private readonly string? _file;
    private long _answered;

    /// <param name="mode">The mode.</param>
    /// <param name="instruments">Provider, sink and load.</param>
    /// <param name="settings">Environment variables besides those of the mode.</param>
    public GatewayProcess(GatewayMode mode, Instruments instruments, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        (Mode, _instruments, Port) = (mode, instruments, FreePort.Find());
        _path = string.Create(CultureInfo.InvariantCulture, $"{mode.Name.Replace("%", "", StringComparison.Ordinal)}-{Port}");
        var start = Programs.Gateway(mode.Project, mode.Assembly);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add($"http://127.0.0.1:{Port}");
        foreach (var (name, value) in mode.Settings)
        {
            start.Environment[name] = value.Replace("{sink}", $"http://127.0.0.1:{instruments.SinkPort}/{_path}", StringComparison.Ordinal);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        if (mode.IsSample)
        {
            _file = SampleFile.Write(instruments.UpstreamPort, exports: mode.Share > 0, mode.MostRequests);
            start.ArgumentList.Add("--config");
            start.ArgumentList.Add(_file);
        }
        else
        {
            start.Environment["PROVIDER_URL"] = $"http://127.0.0.1:{instruments.UpstreamPort}/v1/chat/completions";
        }

        _process = new ChildProcess($"The gateway '{mode.Name}'", start);
    }

    public GatewayMode Mode { get; }

    public int Port { get; }

    public int Id => _process.Id;

    public long StartedAt => _process.StartedAt;

    public bool HasExited => _process.HasExited;

    public string LogTail => _process.LogTail;

    public long ResidentBytes => _process.ResidentBytes;

    /// <summary>The files and sockets that the gateway has open.</summary>
    public int Descriptors => _process.Descriptors;

    /// <summary>The spans of a request; 0 until <see cref="Calibrate"/>.</summary>
    public long SpansOfRequest { get; private set; }

    /// <summary>The spans that the sink must have received, of all requests so far.</summary>
    public double SpansExpected => _answered * SpansOfRequest * Mode.Share;

    public SinkCounts Sink => JsonSerializer.Deserialize<SinkCounts>(_instruments.AskSink(_path));

    public ProcessFigures Figures() => ProcessFigures.Parse(_process.Ask("f", AnswersWithin));

    /// <summary>The figures after a full garbage collection.</summary>
    public ProcessFigures CollectedFigures() => ProcessFigures.Parse(_process.Ask("c", AnswersWithin));

    /// <summary>Waits for the first answer.</summary>
    /// <returns>The time from the start of the process to the answer.</returns>
    public TimeSpan WaitForAnswer()
    {
        var time = long.Parse(_instruments.AskLoad(LoadRole.First + JsonSerializer.Serialize(new LoadOrder(Port, 1, 1, 1)), TimeSpan.FromMinutes(1)), CultureInfo.InvariantCulture);
        _answered++;
        return time > 0
            ? System.Diagnostics.Stopwatch.GetElapsedTime(StartedAt, time)
            : throw new BenchException($"The gateway '{Mode.Name}' does not answer with 200. Its last lines:{Environment.NewLine}{LogTail}");
    }

    /// <summary>Counts the spans of one request: sends one and reads what the sink receives.</summary>
    public void Calibrate()
    {
        if (Mode.Share < 1)
        {
            // The same assembly has the same spans, whatever part of its requests is sampled.
            SpansOfRequest = Mode.Share > 0 ? _instruments.SpansOfTraced : 0;
            return;
        }

        var spans = AwaitSpans(_answered);
        SpansOfRequest = spans % _answered == 0 && spans > 0
            ? spans / _answered
            : throw new BenchException($"The gateway '{Mode.Name}' has answered {_answered} requests, but the sink has received {spans} spans. The gateway's last lines:{Environment.NewLine}{LogTail}");
        if (Mode == GatewayModes.All)
        {
            _instruments.SpansOfTraced = SpansOfRequest;
        }
    }

    /// <summary>Sends requests.</summary>
    public LoadResult Load(LoadOrder order)
    {
        var result = JsonSerializer.Deserialize<LoadResult>(_instruments.AskLoad(
            JsonSerializer.Serialize(order with { Port = Port }),
            TimeSpan.FromSeconds(order.Seconds) + TimeSpan.FromMinutes(1)))!;
        _answered += result.Answered;
        return result;
    }

    /// <summary>Waits until the sink has as many spans, or receives no more for some seconds.</summary>
    public long AwaitSpans(double expected)
    {
        const int QuietSeconds = 7;
        var (spans, quiet) = (Sink.Spans, System.Diagnostics.Stopwatch.StartNew());
        while (quiet.Elapsed.TotalSeconds < QuietSeconds && (spans < expected || quiet.Elapsed.TotalSeconds < 1.5))
        {
            Thread.Sleep(100);
            if (Sink.Spans is var now && now != spans)
            {
                spans = now;
                quiet.Restart();
            }
        }

        return spans;
    }

    public void Dispose()
    {
        _process.Dispose();
        if (_file is not null)
        {
            File.Delete(_file);
        }
    }
}
