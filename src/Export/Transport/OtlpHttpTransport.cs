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
            return new(SendOutcome.Accepted, "accepted") { Rejected = await RejectedAsync(response, prefix: 0, cancellationToken).ConfigureAwait(false) };
        }

        var status = (int)response.StatusCode;
        return new(HttpStatusOutcome.Classify(status) ?? OutcomeOf(response.StatusCode), string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"))
        {
            RetryAfter = RetryAfter.Parse(response.Headers.RetryAfter, Clock),
        };
    }

    private static SendOutcome OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => SendOutcome.Malformed,
        HttpStatusCode.UnsupportedMediaType => SendOutcome.Compressed,
        _ => SendOutcome.Rejected,
    };
}
