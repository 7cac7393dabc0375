using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>OTLP over HTTP with protobuf.</summary>
internal sealed class OtlpHttpTransport(
    HttpMessageInvoker client, BackendEndpoint endpoint, OtlpFrame frame, TimeSpan timeout, TimeProvider clock)
    : OtlpTransport(client, endpoint, frame, timeout, clock)
{
    // Without a parameter: some backends compare the whole value.
    private const string Protobuf = "application/x-protobuf";

    protected override HttpRequestMessage Request(OtlpContent content, bool gzip, TimeSpan timeout)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
        if (gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return new HttpRequestMessage(HttpMethod.Post, Endpoint.Address) { Content = content };
    }

    protected override async Task<SendResult> ResultAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return new(SendOutcome.Accepted, "accepted") { Rejected = await RejectedInTimeAsync(response, cancellationToken).ConfigureAwait(false) };
        }

        var body = await AnswerText.ReadAsync(response, Clock, cancellationToken).ConfigureAwait(false);
        var isEncoded = response.Content.Headers.ContentEncoding.Count > 0;
        var status = isEncoded ? null : RpcStatus.Parse(response.Content.Headers.ContentType?.MediaType, body);
        var text = status?.Message ?? (isEncoded ? "" : SizeMessages.ReadText(body));
        var isCompressed = response.RequestMessage?.Content?.Headers.ContentEncoding.Count > 0;
        return new(
            AnswerTable.Classify(new Answer(IsGrpc: false, (int)response.StatusCode, status?.Code, text, isCompressed)),
            string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}"))
        {
            Said = AnswerText.FromBody(response, body, Endpoint),
            RetryAfter = RetryAfter.Parse(response.Headers.RetryAfter, Clock) ?? (status?.Delay is { } delay ? RetryAfter.Bounded(delay) : null),
            IsRateLimit = response.StatusCode == HttpStatusCode.TooManyRequests && status is null,
            IsAnswered = true,
        };
    }

    // The status was 200, so that the backend has the spans: sent again, they would be there twice.
    private async Task<long> RejectedInTimeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return 0;
        }

        using var patience = new CancellationTokenSource(AnswerText.Patience, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await RejectedAsync(response, prefix: 0, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
