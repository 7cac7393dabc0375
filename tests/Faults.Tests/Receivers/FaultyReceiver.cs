using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using TracedLlm.Faults.Tests.Sockets;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Faults.Tests.Receivers;

/// <summary>A backend that answers some requests with faults, and knows what each answer means for the spans of its request.</summary>
internal sealed class FaultyReceiver : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ReceivedSpan> _taken = [];
    private readonly List<ReceivedSpan> _refused = [];
    private readonly ConcurrentQueue<SocketFault?> _faults = new();
    private LocalServer _server = null!;

    public Uri Endpoint => _server.Endpoint;

    /// <summary>The requests whose answers are planned and that have not arrived yet.</summary>
    public int Waiting => _faults.Count;

    /// <summary>The spans whose requests were answered with a success.</summary>
    public IReadOnlyList<ReceivedSpan> Taken => Copy(_taken);

    /// <summary>The spans whose requests were refused for good.</summary>
    public IReadOnlyList<ReceivedSpan> Refused => Copy(_refused);

    public static async Task<FaultyReceiver> StartAsync()
    {
        var receiver = new FaultyReceiver();
        receiver._server = await LocalServer.StartAsync(receiver.AnswerAsync);
        return receiver;
    }

    /// <summary>Adds a fault for one of the next requests. The request after it is accepted, so that the delay between two tries stays short.</summary>
    public void Add(SocketFault fault)
    {
        _faults.Enqueue(fault);
        _faults.Enqueue(null);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, CancellationToken stopping)
    {
        using var wire = new MemoryStream();
        await http.Request.Body.CopyToAsync(wire, http.RequestAborted);
        var spans = OtlpTraceDecoder.Decode(http.Request.Headers.ContentEncoding == "gzip" ? ContentCoding.Gunzip(wire.ToArray()) : wire.ToArray());
        if (!_faults.TryDequeue(out var fault) || fault is null)
        {
            Keep(_taken, spans);
            http.Response.ContentType = "application/x-protobuf";
            return;
        }

        // Before the answer: the exporter may act on the first line of it.
        if (fault.Fate != AnswerFate.SentAgain)
        {
            Keep(fault.Fate == AnswerFate.Taken ? _taken : _refused, spans);
        }

        await fault.AnswerAsync(http, stopping);
    }

    private void Keep(List<ReceivedSpan> place, IReadOnlyList<ReceivedSpan> spans)
    {
        lock (_gate)
        {
            place.AddRange(spans);
        }
    }

    private List<ReceivedSpan> Copy(List<ReceivedSpan> place)
    {
        lock (_gate)
        {
            return [.. place];
        }
    }
}
