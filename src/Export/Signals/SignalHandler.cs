using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Sends the requests of a signal: over connections that start no activities, and until the gateway's end has its deadline. It reports the
/// outcome of each request, because the stock exporter reports failures to an event source only.
/// </summary>
/// <param name="endpoint">Where to.</param>
/// <param name="health">Receives the outcomes.</param>
/// <param name="stopping">Cancels the requests at the deadline of the gateway's end.</param>
internal sealed class SignalHandler(SignalEndpoint endpoint, Lazy<SignalHealth> health, CancellationToken stopping) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _http = endpoint.Tls is { } files ? ExportHttp.Create(files, TimeProvider.System) : ExportHttp.Create();

    /// <inheritdoc/>
    /// <remarks>The stock exporter calls it on its own thread. A synchronous request cannot use HTTP/2, which gRPC needs.</remarks>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var header in endpoint.Headers)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        try
        {
            var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            health.Value.OnAnswer(await SignalAnswer.FindFailureAsync(response, endpoint.Protocol, either.Token).ConfigureAwait(false));
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            health.Value.OnFailure(
                stopping.IsCancellationRequested ? "no answer before the end of the program"
                : exception is OperationCanceledException ? "no answer in time"
                : $"network error: {exception.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.')}");
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _http.Dispose();
        }

        base.Dispose(disposing);
    }
}
