using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>OTLP over gRPC: a unary call is one HTTP/2 request, whose status comes in the trailers.</summary>
internal sealed class OtlpGrpcTransport(
    HttpMessageInvoker client, BackendEndpoint endpoint, OtlpFrame frame, TimeSpan timeout, TimeProvider clock)
    : OtlpTransport(client, endpoint, frame, timeout, clock)
{
    public const string Method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private readonly Uri _address = new(endpoint.Address, Method);

    protected override HttpRequestMessage Request(OtlpContent content, bool gzip, TimeSpan timeout)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{(long)timeout.TotalMilliseconds}m"));
        if (gzip)
        {
            request.Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
        }

        return request;
    }

    protected override async Task<SendResult> ResultAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            return FromHttpStatus(response);
        }

        // The trailers come after the body; where there is no body the headers are the trailers.
        var rejected = await RejectedAsync(response, OtlpContent.GrpcPrefix, cancellationToken).ConfigureAwait(false);
        var status = Text(response, "grpc-status") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : GrpcStatus.Unknown;
        if (status == GrpcStatus.Ok)
        {
            return new(SendOutcome.Accepted, "accepted") { Rejected = rejected };
        }

        var gzip = response.RequestMessage?.Headers.Contains("grpc-encoding") == true;
        return new(GrpcStatus.OutcomeOf(status, Uri.UnescapeDataString(Text(response, "grpc-message") ?? ""), gzip), $"gRPC {GrpcStatus.Name(status)}")
        {
            RetryAfter = DelayOf(response),
        };
    }

    // A proxy may answer without gRPC. The mapping is the one of the gRPC specification.
    private SendResult FromHttpStatus(HttpResponseMessage response) => new(
        HttpStatusOutcome.Classify((int)response.StatusCode)
            ?? (response.StatusCode == HttpStatusCode.BadRequest ? SendOutcome.Failed : SendOutcome.Rejected),
        string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}"))
    {
        RetryAfter = RetryAfter.Parse(response.Headers.RetryAfter, Clock),
    };

    private static TimeSpan? DelayOf(HttpResponseMessage response)
    {
        var pushback = Text(response, "grpc-retry-pushback-ms");
        var delay = long.TryParse(pushback, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : GrpcRetryInfo.ParseDelay(Text(response, "grpc-status-details-bin"));
        return delay is { } asked ? RetryAfter.Bounded(asked) : null;
    }

    private static string? Text(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.NonValidated.TryGetValues(name, out var trailer) ? trailer.ToString()
        : response.Headers.NonValidated.TryGetValues(name, out var header) ? header.ToString()
        : null;
}
