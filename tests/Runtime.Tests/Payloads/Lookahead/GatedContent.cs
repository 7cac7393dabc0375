using System.Net;
using System.Net.Http.Headers;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A body whose second part is sent when a gate opens.</summary>
internal sealed class GatedContent : HttpContent
{
    private readonly byte[] _first;
    private readonly byte[] _second;
    private readonly Task _gate;

    public GatedContent(byte[] first, byte[] second, Task gate, string contentType = "application/json")
    {
        (_first, _second, _gate) = (first, second, gate);
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    /// <summary>Of two halves that are the same.</summary>
    public GatedContent(byte[] half, Task gate)
        : this(half, half, gate)
    {
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_first);
        await stream.FlushAsync();
        await _gate;
        await stream.WriteAsync(_second);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
