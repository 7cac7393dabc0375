using System.Net;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The content of a provider's response. It passes the same bytes, and ends the span when the content has been read to the end,
/// has failed or is disposed.
/// </summary>
internal sealed class TracedHttpContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly SpanHandle _span;
    private readonly bool _isRead;

    /// <param name="inner">The content.</param>
    /// <param name="span">The span that ends with it.</param>
    /// <param name="isRead">Whether this span reads the bytes; otherwise the content only ends the span.</param>
    private TracedHttpContent(HttpContent inner, SpanHandle span, bool isRead)
    {
        _inner = inner;
        _span = span;
        _isRead = isRead;
        foreach (var header in inner.Headers.NonValidated)
        {
            if (header.Value.Count == 1)
            {
                // The text itself, without a list around it.
                Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
            }
            else
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }
    }

    /// <summary>Records the status and the headers of a response, and replaces its content by a content that ends the span.</summary>
    public static void Wrap(HttpResponseMessage response, SpanHandle span)
    {
        var isRead = span.Owner is { ReadsResponse: true };
        if (isRead)
        {
            span.Owner!.OnResponse(span.Activity!, response);
        }

        response.Content = new TracedHttpContent(response.Content, span, isRead);
    }

    /// <summary>Ends the span, and those of the contents within, before the content is disposed.</summary>
    public void EndSpan()
    {
        (_inner as ErrorContent)?.EndSpan();
        _span.End();
    }

    protected override bool TryComputeLength(out long length)
    {
        var known = _inner.Headers.ContentLength;
        length = known.GetValueOrDefault();
        return known.HasValue;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var source = CreateContentReadStream(cancellationToken);
        source.CopyTo(stream);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken)
    {
        try
        {
            return new TracedResponseStream(_inner.ReadAsStream(cancellationToken), _span, _isRead);
        }
        catch (Exception exception) when (_span.RecordException(exception))
        {
            throw;
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new TracedResponseStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _span, _isRead);
        }
        catch (Exception exception) when (_span.RecordException(exception))
        {
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _span.End();
        }

        base.Dispose(disposing);
    }
}
