using System.Net;

namespace TracedLlm.Attempts;

/// <summary>
/// The content of a response whose status is 400 or more. The library reads its beginning before the gateway does, because a
/// gateway that tries again disposes such a response unread, and only the body says what went wrong. The gateway reads the same
/// bytes and gets the same exceptions.
/// </summary>
internal sealed class ErrorContent : HttpContent
{
    // The errors of providers have a few hundred bytes.
    private const int MaxLength = 16 * 1024;

    // How long the gateway waits for a body that is still arriving. Nearly every provider sends it with the headers.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly HttpContent _inner;
    private readonly ErrorStream _stream;

    private ErrorContent(HttpContent inner, ErrorStream stream)
    {
        _inner = inner;
        _stream = stream;
        foreach (var header in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    /// <summary>Whether the provider has refused, so that its body describes an error.</summary>
    public static bool IsError(HttpResponseMessage? response) => response is not null && (int)response.StatusCode >= 400;

    /// <summary>Reads the beginning of the content, and replaces the content by one that gives the same bytes.</summary>
    /// <param name="response">The response.</param>
    /// <param name="clock">The clock of the wait for a body that is still arriving.</param>
    public static async Task ReadAheadAsync(HttpResponseMessage response, TimeProvider clock)
    {
        var inner = response.Content;
        Stream body;
        try
        {
            body = await inner.ReadAsStreamAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidOperationException)
        {
            // The gateway gets the same exception when it reads the content.
            return;
        }

        var stream = new ErrorStream(body, inner, clock);
        await stream.FillAsync(MaxLength, Patience).ConfigureAwait(false);
        response.Content = new ErrorContent(inner, stream);
    }

    /// <summary>Ends the spans of the content.</summary>
    public void EndSpan() => (_inner as TracedHttpContent)?.EndSpan();

    protected override bool TryComputeLength(out long length)
    {
        var known = _inner.Headers.ContentLength;
        length = known.GetValueOrDefault();
        return known.HasValue;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _stream.CopyTo(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _stream.CopyToAsync(stream, cancellationToken);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => _stream;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
