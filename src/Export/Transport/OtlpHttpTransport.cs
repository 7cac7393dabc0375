using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
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

    // Longer than any such message.
    private const int MaxReason = 2048;

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
        var body = await AnswerText.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var outcome = response.StatusCode == HttpStatusCode.TooManyRequests && SaysTooLarge(body)
            ? SendOutcome.TooLarge
            : HttpStatusOutcome.Classify(status) ?? OutcomeOf(response.StatusCode);
        return new(outcome, string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"))
        {
            Said = AnswerText.FromBody(response, body, Endpoint),
            RetryAfter = RetryAfter.Parse(response.Headers.RetryAfter, Clock),
        };
    }

    private static SendOutcome OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => SendOutcome.Malformed,
        HttpStatusCode.UnsupportedMediaType => SendOutcome.Compressed,
        _ => SendOutcome.Rejected,
    };

    // A collector that sends on by gRPC answers 429 with the message of the next server, as google.rpc.Status in protobuf or JSON. Without
    // this look the span would be sent again for ever.
    private static bool SaysTooLarge(byte[] body) => GrpcStatus.IsTooLarge(Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, MaxReason)));
}
