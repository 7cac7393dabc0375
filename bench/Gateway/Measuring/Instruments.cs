using System.Globalization;
using System.Text.Json;
using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Processes;
using TracedLlm.Bench.Gateway.Sink;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>The processes around the gateways: provider, sink and load generator.</summary>
internal sealed class Instruments : IDisposable
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _upstream = new("The provider", Programs.Role(UpstreamRole.Name));
    private readonly ChildProcess _sink = new("The sink", Programs.Role(SinkRole.Name));
    private readonly ChildProcess _load = new("The load generator", Programs.Role(LoadRole.Name));

    public Instruments()
    {
        UpstreamPort = int.Parse(_upstream.Answer(AnswersWithin), CultureInfo.InvariantCulture);
        SinkPort = int.Parse(_sink.Answer(AnswersWithin), CultureInfo.InvariantCulture);
    }

    public int UpstreamPort { get; }

    public int SinkPort { get; }

    /// <summary>The spans of a request of the traced small gateway.</summary>
    public long SpansOfTraced { get; set; }

    /// <summary>Whether one of the processes has ended.</summary>
    public bool HaveEnded => _upstream.HasExited || _sink.HasExited || _load.HasExited;

    public void Set(UpstreamSettings settings) => _upstream.Ask(JsonSerializer.Serialize(settings), AnswersWithin);

    public string AskSink(string command) => _sink.Ask(command, AnswersWithin);

    public string AskLoad(string command, TimeSpan within) => _load.Ask(command, within);

    public void Dispose()
    {
        _load.Dispose();
        _upstream.Dispose();
        _sink.Dispose();
    }
}
