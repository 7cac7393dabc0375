using TracedLlm.Export;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>Encodes ended spans as the export does.</summary>
internal sealed class SpanEncoding(EndedSpan[] spans) : IDisposable
{
    private readonly OtlpFrame _frame = new(
        OtlpResource.Resource([new("service.name", "gateway"), new("service.instance.id", Guid.NewGuid().ToString())]),
        OtlpResource.Scope(TracedLlmTelemetry.SourceName, "1.0.0"));

    private readonly OtlpBuffer _buffer = new(4 * 1024 * 1024);
    private readonly OtlpBuffer _span = new();
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

    /// <summary>Writes each span once for every view, and queues it for a backend with that view.</summary>
    public int Queue(params ReadOnlySpan<SpanView> views)
    {
        var queues = new SpanBatch[views.Length];
        for (var index = 0; index < queues.Length; index++)
        {
            queues[index] = new SpanBatch(1024, createdAt: 0);
        }

        foreach (ref readonly var span in spans.AsSpan())
        {
            for (var index = 0; index < queues.Length; index++)
            {
                _span.Truncate(0);
                views[index].Write(span, _span);
                queues[index].Add(_span.Written.Span);
            }
        }

        var bytes = 0;
        foreach (var queue in queues)
        {
            bytes += queue.Bytes;
            queue.Dispose();
        }

        return bytes;
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _span.Dispose();
    }
}
