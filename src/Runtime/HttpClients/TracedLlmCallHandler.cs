using TracedLlm.HttpClients;

namespace TracedLlm;

/// <summary>
/// Makes every request that passes an attempt at a provider, for clients that no factory makes; those that one does have
/// <see cref="TracedLlmHttpClientBuilderExtensions.AddTracedLlmCall"/>.
/// </summary>
/// <remarks>
/// The span is that of a method marked <see cref="TracedLlmCallAttribute"/>: named <c>{operation} {model}</c>, under
/// <c>litellm_request</c>, ended when the response's content has been read to the end or disposed. The first request inside of an
/// open attempt is that attempt: it gets no span, and the attempt learns what the request and the response say. Each further one
/// is an attempt of its own. With tracing off attempts are counted, for the response headers. In a traced request the headers of
/// the trace are replaced as for every client. Make it the innermost handler: what another one sends again is then seen.
/// </remarks>
public sealed class TracedLlmCallHandler : DelegatingHandler
{
    private readonly TracedLlmCallOptions _options;

    /// <summary>Set <see cref="DelegatingHandler.InnerHandler"/>, unless a factory does.</summary>
    /// <param name="options">What the attempts say; by default nothing further.</param>
    public TracedLlmCallHandler(TracedLlmCallOptions? options = null) => _options = options ?? new();

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
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

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
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
}
