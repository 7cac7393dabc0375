using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Transport;

/// <summary>Sends a backend one request without spans, which shows whether address and credentials are right and stores nothing there.</summary>
internal sealed class BackendProbe : IDisposable
{
    // A message that is not compressed and has no bytes: an ExportTraceServiceRequest without spans.
    private static readonly byte[] EmptyGrpcMessage = new byte[5];

    // Also for a backend whose time-out is longer or off: somebody waits for the answer.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(30);

    // A gateway may probe while it serves requests; this client starts no activities of its own.
    private readonly HttpMessageInvoker _client = ExportHttp.Create();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Sends the request and reads the answer.</summary>
    public async Task<BackendAnswer> AskAsync(BackendEndpoint endpoint, CancellationToken cancellationToken)
    {
        var timeout = endpoint.Timeout < MaxTimeout ? endpoint.Timeout : MaxTimeout;
        using var patience = new CancellationTokenSource(timeout, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var ownClient = endpoint.Tls is { } files ? ExportHttp.Create(files, Clock) : null;
        try
        {
            using var request = RequestOf(endpoint);
            using var response = await (ownClient ?? _client).SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await AnswerText.ReadAsync(response, Clock, either.Token).ConfigureAwait(false);
            return endpoint.Protocol == OtlpProtocol.Grpc ? ReadGrpcAnswer(response, body, endpoint) : ReadHttpAnswer(response, body, endpoint);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(endpoint, exception.InnerException is TimeoutException ? OtlpTransport.NoConnection : OtlpTransport.NoAnswer(timeout));
        }
        catch (Exception exception) when (NetworkFailure.Matches(exception))
        {
            return Refused(endpoint, NetworkFailure.Describe(exception, endpoint));
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage RequestOf(BackendEndpoint endpoint)
    {
        var isGrpc = endpoint.Protocol == OtlpProtocol.Grpc;
        var request = new HttpRequestMessage(HttpMethod.Post, isGrpc ? new Uri(endpoint.Address, OtlpGrpcTransport.Method) : endpoint.Address)
        {
            Content = new ByteArrayContent(isGrpc ? EmptyGrpcMessage : [])
            {
                Headers = { ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/x-protobuf") },
            },
        };
        if (isGrpc)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }

        foreach (var (name, value) in endpoint.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static BackendAnswer ReadGrpcAnswer(HttpResponseMessage response, byte[] body, BackendEndpoint endpoint) =>
        OtlpGrpcTransport.ReadStatus(response) switch
        {
            GrpcStatus.Ok when response.IsSuccessStatusCode => new(endpoint.Backend, endpoint.Address, true, "gRPC OK"),
            { } status => Refused(endpoint, $"gRPC {GrpcStatus.Name(status)}", AnswerText.Shorten(OtlpGrpcTransport.ReadMessage(response), endpoint)),
            null => Refused(endpoint, OtlpGrpcTransport.ReasonOf(response), AnswerText.FromBody(response, body, endpoint)),
        };

    private static BackendAnswer ReadHttpAnswer(HttpResponseMessage response, byte[] body, BackendEndpoint endpoint)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}");
        return response.IsSuccessStatusCode
            ? new(endpoint.Backend, endpoint.Address, true, status)
            : Refused(endpoint, status, AnswerText.FromBody(response, body, endpoint));
    }

    private static BackendAnswer Refused(BackendEndpoint endpoint, string reason, string said = "") =>
        new(endpoint.Backend, endpoint.Address, false, new SendResult(SendOutcome.Rejected, reason) { Said = said }.Text);
}
