using System.Buffers;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>Sends requests to one endpoint and classifies the answers. Never throws. Safe for concurrent use.</summary>
/// <param name="client">The HTTP client that all endpoints share.</param>
/// <param name="endpoint">Where requests go.</param>
/// <param name="frame">The bytes before the spans.</param>
/// <param name="timeout">How long one request may take.</param>
/// <param name="clock">The time.</param>
internal abstract class OtlpTransport(
    HttpMessageInvoker client, BackendEndpoint endpoint, OtlpFrame frame, TimeSpan timeout, TimeProvider clock)
{
    // OTLP answers are small. The rest of a longer answer, an HTML page say, is not read.
    private const int MaxAnswer = 16 * 1024;

    /// <summary>The reason if no connection was made in time.</summary>
    public static readonly string NoConnection = FormattableString.Invariant($"no connection within {ExportHttp.ConnectTimeout.TotalSeconds:0} s");

    /// <summary>The reason if no answer came in time.</summary>
    public static string NoAnswer(TimeSpan timeout) => FormattableString.Invariant($"no answer within {timeout.TotalSeconds:0.###} s");

    protected BackendEndpoint Endpoint => endpoint;

    protected TimeProvider Clock => clock;

    /// <summary>Creates the transport for an endpoint's protocol.</summary>
    public static OtlpTransport Create(HttpMessageInvoker client, BackendEndpoint endpoint, OtlpFrame frame, TimeSpan timeout, TimeProvider clock) =>
        endpoint.Protocol == OtlpProtocol.Grpc
            ? new OtlpGrpcTransport(client, endpoint, frame, timeout, clock)
            : new OtlpHttpTransport(client, endpoint, frame, timeout, clock);

    /// <summary>Sends spans.</summary>
    /// <param name="spans">Encoded spans, one after the other.</param>
    /// <param name="gzip">Whether they are compressed.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> spans, bool gzip, CancellationToken cancellationToken)
    {
        OtlpContent? content = null;
        SendResult result;
        try
        {
            using var timer = new CancellationTokenSource(timeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            try
            {
                content = OtlpContent.Create(frame, spans, gzip, isGrpc: endpoint.Protocol == OtlpProtocol.Grpc);
                using var request = Request(content, gzip, timeout);
                foreach (var (name, value) in endpoint.Headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
                result = await ResultAsync(response, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception)
            {
                result = timer.IsCancellationRequested ? new(SendOutcome.Retry, NoAnswer(timeout))
                    : exception.InnerException is TimeoutException ? new(SendOutcome.Retry, NoConnection)
                    : new(SendOutcome.Retry, "given up") { IsGivenUp = true };
            }
        }
        catch (Exception exception) when (NetworkFailure.Matches(exception))
        {
            result = new(SendOutcome.Retry, NetworkFailure.Describe(exception, endpoint));
        }
        catch (Exception exception)
        {
            // For instance a header that cannot be sent. The message may have the value, so that only the type is kept.
            result = new(SendOutcome.Failed, exception.GetType().Name);
        }

        return content is { IsWriting: true } ? result with { IsMemoryInUse = true } : result;
    }

    protected abstract HttpRequestMessage Request(OtlpContent content, bool gzip, TimeSpan timeout);

    protected abstract Task<SendResult> ResultAsync(HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Reads an answer and counts the spans that it rejects.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="prefix">How many bytes come before the message.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    protected static async Task<long> RejectedAsync(HttpResponseMessage response, int prefix, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return 0;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(MaxAnswer);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var length = await stream.ReadAtLeastAsync(bytes.AsMemory(0, MaxAnswer), MaxAnswer, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return length > prefix && length < MaxAnswer ? PartialSuccess.RejectedSpans(bytes.AsSpan(prefix, length - prefix)) : 0;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The status of HTTP was 200, so that the backend has the spans. That of gRPC is read from the trailers, which are missing then.
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
