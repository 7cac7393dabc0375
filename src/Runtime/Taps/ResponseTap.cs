using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace TracedLlm.Taps;

/// <summary>The response body that the handler writes to. It passes every byte on to the server's response body.</summary>
/// <remarks>
/// <paramref name="payload"/> gets the bytes before the server does. The caller may leave as soon as it receives the last event,
/// and inner middleware changes headers with the first byte (response compression sets <c>Content-Encoding</c>).
/// </remarks>
internal sealed class ResponseTap(HttpContext context, IHttpResponseBodyFeature inner, IResponseDelivery delivery, PayloadTap payload)
    : IHttpResponseBodyFeature
{
    // The size of a write that a server accepts at once (Kestrel's default output buffer, 64 KiB). A longer last write may
    // still be in progress when the caller leaves; the response is then delivered when the handler has returned.
    private const int MaxSingleWrite = 64 * 1024;

    private TappedResponseStream? _stream;
    private TappedResponseWriter? _writer;
    private bool _started;
    private long? _left;

    public Stream Stream => _stream ??= new TappedResponseStream(inner.Stream, this);

    public PipeWriter Writer => _writer ??= new TappedResponseWriter(inner.Writer, this);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        OnStart();
        return inner.StartAsync(cancellationToken);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        OnStart();
        payload.OnFile();
        await inner.SendFileAsync(path, offset, count, cancellationToken);
        if (_left is not null)
        {
            Pass(count ?? new FileInfo(path).Length - offset);
        }
    }

    public async Task CompleteAsync()
    {
        OnStart();
        await inner.CompleteAsync();
        delivery.SetCallerServed();
    }

    /// <summary>The response begins, or has begun.</summary>
    public void OnStart()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var response = context.Response;
        _left = response.ContentLength;
        payload.OnStart(response.ContentType, response.Headers[HeaderNames.ContentEncoding], response.StatusCode);
    }

    /// <summary>The next bytes are about to go to the server.</summary>
    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        OnStart();
        payload.OnBytes(bytes);
        if (_left is not null)
        {
            Pass(bytes.Length);
        }
    }

    /// <summary>The handler has returned, or thrown.</summary>
    public void OnEnd(bool returned)
    {
        if (returned)
        {
            delivery.SetCallerServed();
        }

        payload.OnEnd(complete: returned ? delivery.IsCallerServed && _left is not > 0 : delivery.IsCallerServed);
    }

    private void Pass(long count)
    {
        _left -= count;
        if (_left <= 0 && count <= MaxSingleWrite)
        {
            delivery.SetCallerServed();
        }
    }
}
