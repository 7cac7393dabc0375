using System.Net;
using System.Net.Http.Headers;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A JSON body whose second half, the same as its first, is sent when a gate opens.</summary>
internal sealed class GatedContent : HttpContent
{
    private readonly byte[] _half;
    private readonly Task _gate;

    public GatedContent(byte[] half, Task gate)
    {
        _half = half;
        _gate = gate;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_half);
        await stream.FlushAsync();
        await _gate;
        await stream.WriteAsync(_half);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
