using System.Globalization;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>An export with a store, in a gateway with a number of requests a second.</summary>
internal sealed class ViewedExport : IDisposable
{
    private readonly RequestClock _clock;
    private readonly TraceStore _store;
    private readonly TracedExport _export;
    private readonly string _name;

    public ViewedExport(GatewaySpans spans, SinkProcess sink, int perSecond, int maxTraces, long maxBytes)
    {
        PerSecond = perSecond;
        _name = $"viewed-{perSecond.ToString(CultureInfo.InvariantCulture)}";
        _clock = new RequestClock(perSecond);
        // As MapTracedLlmViewer makes it, with its limit of traces in a second.
        _store = new TraceStore(maxTraces, maxBytes, clock: _clock);
        _export = new TracedExport(spans, client: null, _store, (sink.AddressOf(_name), new SemanticConventionsView()));
    }

    /// <summary>The requests of a second.</summary>
    public int PerSecond { get; }

    /// <summary>Makes requests with their spans, ends these, and waits until they are sent.</summary>
    public int MakeAndSend() => _export.MakeAndSend(_clock.Advance);

    /// <summary>Fails if spans were lost, or the store is not full.</summary>
    public void Require(SinkProcess sink, int traces)
    {
        sink.Require(_name, _export.Ended);
        if (_store.Read().Traces.Count != traces)
        {
            throw new InvalidOperationException($"The store holds {_store.Read().Traces.Count} traces.");
        }
    }

    public void Dispose() => _export.Dispose();
}
