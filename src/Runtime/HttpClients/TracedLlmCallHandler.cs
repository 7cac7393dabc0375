using TracedLlm.HttpClients;

namespace TracedLlm;

/// <summary>
/// Traces every HTTP request of a client as an attempt at a provider. Use it for clients that are created without a factory. For
/// clients of a factory use <see cref="TracedLlmHttpClientBuilderExtensions.AddTracedLlmCall"/>.
/// </summary>
/// <remarks>
/// The span is the same as the span of a method marked <see cref="TracedLlmCallAttribute"/>: its name is <c>{operation}
/// {model}</c>, its parent is <c>litellm_request</c>, and it ends when the response's content has been read to the end or
/// disposed. The first HTTP request inside an open attempt gets no span: its facts are recorded on the open attempt. Each further
/// HTTP request is a new attempt. With tracing off the attempts are counted, for the response headers. In a traced request the
/// trace headers are replaced, as for every client. Make it the innermost handler, so that it sees every HTTP request that
/// another handler repeats.
/// </remarks>
public sealed class TracedLlmCallHandler : DelegatingHandler
{
    private readonly TracedLlmCallOptions _options;

    /// <summary>Creates the handler. Set <see cref="DelegatingHandler.InnerHandler"/>, unless a factory sets it.</summary>
    /// <param name="options">Further attributes of the attempts; by default none.</param>
    public TracedLlmCallHandler(TracedLlmCallOptions? options = null) => _options = options ?? new();

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StreamUsageCall.MayAsk(request, _options) ? SendForUsage(request, cancellationToken) : SendTraced(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StreamUsageCall.MayAsk(request, _options) ? SendForUsageAsync(request, cancellationToken) : SendTracedAsync(request, cancellationToken);
    }

    private HttpResponseMessage SendTraced(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var span = SentCall.Start(request, _options);
        HttpResponseMessage? response = null;
        try
        {
            response = base.Send(request, cancellationToken);
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (response is null)
            {
                span.End();
            }
        }

        return span.EndWith(response);
    }

    private Task<HttpResponseMessage> SendTracedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var span = SentCall.Start(request, _options);
        Task<HttpResponseMessage>? pending = null;
        try
        {
            pending = base.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (pending is null)
            {
                span.End();
            }
        }

        return span.EndWith(pending);
    }

    private HttpResponseMessage SendForUsage(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A content that can be read only once is replaced by its bytes.
        var asked = StreamUsageCall.Buffer(request.Content!, cancellationToken, out var body);
        request.Content = asked;
        if (StreamUsageCall.AddOption(asked, body) is not { } changed)
        {
            return SendTraced(request, cancellationToken);
        }

        request.Content = changed;
        try
        {
            var response = SendTraced(request, cancellationToken);
            if (StreamUsageCall.IsStream(response))
            {
                StreamUsageCall.RemoveChunk(response, response.Content.ReadAsStream(cancellationToken));
            }

            return response;
        }
        finally
        {
            // An outer handler may send the same request again.
            request.Content = asked;
        }
    }

    private async Task<HttpResponseMessage> SendForUsageAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.Content!;
        await asked.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        if (StreamUsageCall.AddOption(asked, await asked.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)) is not { } changed)
        {
            return await SendTracedAsync(request, cancellationToken).ConfigureAwait(false);
        }

        request.Content = changed;
        try
        {
            var response = await SendTracedAsync(request, cancellationToken).ConfigureAwait(false);
            if (StreamUsageCall.IsStream(response))
            {
                StreamUsageCall.RemoveChunk(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            }

            return response;
        }
        finally
        {
            // An outer handler may send the same request again.
            request.Content = asked;
        }
    }
}
