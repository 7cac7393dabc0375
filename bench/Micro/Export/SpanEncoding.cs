using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>Encodes ended spans as the export does.</summary>
internal sealed class SpanEncoding(EndedSpan[] spans) : IDisposable
{
    private readonly OtlpFrame _frame = new(
        OtlpResource.Resource([new("service.name", "gateway"), new("service.instance.id", Guid.NewGuid().ToString())]),
        OtlpResource.Scope(TracedLlmTelemetry.SourceName, "1.0.0"));

    private readonly OtlpBuffer _buffer = new(4 * 1024 * 1024);
    private readonly byte[] _head = new byte[1024];

    /// <summary>Writes all spans as one request, and returns its length.</summary>
    public int Write(SpanView view)
    {
        _buffer.Truncate(0);
        foreach (ref readonly var span in spans.AsSpan())
        {
            view.Write(span, _buffer);
        }

        return _frame.Write(_head, _buffer.Length) + _buffer.Length;
    }

    public void Dispose() => _buffer.Dispose();
}
