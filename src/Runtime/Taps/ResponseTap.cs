using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace TracedLlm.Taps;

/// <summary>The body of a response as its handler writes it, passed on byte for byte to what was there before.</summary>
/// <remarks>
/// What is told to <paramref name="payload"/> is told before it is passed on: a caller may answer the last event by leaving,
/// and middleware underneath changes headers with the first byte (response compression sets <c>Content-Encoding</c>).
/// </remarks>
internal sealed class ResponseTap(HttpContext context, IHttpResponseBodyFeature inner, IResponseDelivery delivery, PayloadTap payload)
    : IHttpResponseBodyFeature
{
    // What a server takes in one go; a last write that is longer may still be under way when its caller leaves, and counts
    // when the handler has returned.
    private const int AtOnce = 64 * 1024;

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

    /// <summary>Bytes are about to leave.</summary>
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
        if (_left <= 0 && count <= AtOnce)
        {
            delivery.SetCallerServed();
        }
    }
}
