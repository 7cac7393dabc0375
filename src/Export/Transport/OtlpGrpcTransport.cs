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

    private const string NotGrpc = "; is it an HTTP port?";

    // The header has eight digits at most. A call without the header has no limit at the server.
    private const int LongestGrpcTimeout = 99_999_999;

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
        if (timeout.TotalMilliseconds <= LongestGrpcTimeout)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{(long)timeout.TotalMilliseconds}m"));
        }

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
            return FromHttpStatus(response, await AnswerText.ReadAsync(response, Clock, cancellationToken).ConfigureAwait(false));
        }

        // The trailers come after the body; where there is no body the headers are the trailers.
        var rejected = await RejectedAsync(response, OtlpContent.GrpcPrefix, cancellationToken).ConfigureAwait(false);
        if (ReadStatus(response) is not { } status)
        {
            return new(AnswerTable.Classify(AnswerOf(response, code: null, "")), $"no gRPC status{(MayBeGrpc(response) ? "" : NotGrpc)}") { IsAnswered = true };
        }

        if (status == GrpcStatus.Ok)
        {
            return new(SendOutcome.Accepted, "accepted") { Rejected = rejected };
        }

        var message = ReadMessage(response);
        return new(AnswerTable.Classify(AnswerOf(response, status, message)), $"gRPC {GrpcStatus.Name(status)}")
        {
            Said = AnswerText.Shorten(message, Endpoint),
            RetryAfter = DelayOf(response),
            IsAnswered = true,
        };
    }

    /// <summary>The status of a call; <see langword="null"/> if the answer has none.</summary>
    public static int? ReadStatus(HttpResponseMessage response) =>
        Text(response, "grpc-status") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    /// <summary>The server's message; empty if there is none.</summary>
    public static string ReadMessage(HttpResponseMessage response) => Uri.UnescapeDataString(Text(response, "grpc-message") ?? "");

    /// <summary>The reason for an answer that is not of gRPC.</summary>
    public static string ReasonOf(HttpResponseMessage response) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}{(MayBeGrpc(response) ? "" : NotGrpc)}");

    // A proxy in front of a gRPC server answers its own failures, such as 502, without gRPC too. These statuses are those of a server that
    // does not know the path, the method or the type.
    private static bool MayBeGrpc(HttpResponseMessage response) =>
        (int)response.StatusCode is not (200 or 400 or 404 or 405 or 415)
        || response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private static Answer AnswerOf(HttpResponseMessage response, int? code, string text) =>
        new(IsGrpc: true, (int)response.StatusCode, code, text, response.RequestMessage?.Headers.Contains("grpc-encoding") == true);

    // A proxy may answer without gRPC, or a gRPC server with another status than 200.
    private SendResult FromHttpStatus(HttpResponseMessage response, byte[] body) => new(
        AnswerTable.Classify(AnswerOf(response, code: null, response.Content.Headers.ContentEncoding.Count > 0 ? "" : SizeMessages.ReadText(body))),
        ReasonOf(response))
    {
        Said = AnswerText.FromBody(response, body, Endpoint),
        RetryAfter = RetryAfter.Parse(response.Headers.RetryAfter, Clock),
        IsRateLimit = response.StatusCode == HttpStatusCode.TooManyRequests,
        IsAnswered = true,
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
