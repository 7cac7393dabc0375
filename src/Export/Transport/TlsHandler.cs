using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Transport;

/// <summary>
/// Sends requests over connections with the certificates in a backend's files. Certificates are renewed while a gateway runs: the
/// handler reads the files again, and after a change opens new connections. Safe for concurrent use.
/// </summary>
internal sealed class TlsHandler(TlsFiles files, TimeProvider clock) : HttpMessageHandler
{
    /// <summary>How long the files are not looked at again.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    // Guards the fields, so that one thread reads the files.
    private readonly Lock _gate = new();
    private TlsTexts? _texts;
    private HttpMessageInvoker? _current;

    // Requests may still use the connections before the last change; they are closed at the next one, or at the end.
    private HttpMessageInvoker? _former;
    private long _lookedAt;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        GetCurrent().SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                _current?.Dispose();
                _former?.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    /// <exception cref="HttpRequestException">The files were never readable.</exception>
    private HttpMessageInvoker GetCurrent()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_current is not null && clock.GetElapsedTime(_lookedAt, now) < LookEvery)
            {
                return _current;
            }

            _lookedAt = now;
            try
            {
                var texts = files.Read();
                if (texts != _texts)
                {
                    var next = ExportHttp.Create(TlsCertificates.CreateOptions(files, texts));
                    _former?.Dispose();
                    (_former, _current, _texts) = (_current, next, texts);
                }
            }
            catch (InvalidOperationException exception)
            {
                // A file that is being replaced may lack its second half, and its key come later. The old certificates stay meanwhile.
                return _current ?? throw new HttpRequestException(HttpRequestError.SecureConnectionError, exception.Message, exception);
            }

            return _current!;
        }
    }
}
