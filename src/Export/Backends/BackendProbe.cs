using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace TracedLlm.Export;

/// <summary>Tries a backend once, with a request that has no spans: it says whether address and credentials are right, and leaves nothing.</summary>
internal sealed class BackendProbe : IDisposable
{
    private const string GrpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const int LongestText = 200;

    // A message that is not compressed and has no bytes: an ExportTraceServiceRequest without spans.
    private static readonly byte[] EmptyGrpcMessage = new byte[5];

    private readonly HttpClient _client;

    public BackendProbe()
    {
        // A redirect would carry the credentials elsewhere.
#pragma warning disable CA2000 // The client disposes it.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
#pragma warning restore CA2000
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends the request and reads the answer.</summary>
    public async Task<BackendAnswer> AskAsync(BackendEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(endpoint.Timeout);
        try
        {
            using var request = RequestOf(endpoint);
            using var response = await _client.SendAsync(request, patience.Token).ConfigureAwait(false);
            var (isAccepted, text) = endpoint.Protocol == OtlpProtocol.Grpc
                ? OfGrpc(response)
                : await OfHttpAsync(response, patience.Token).ConfigureAwait(false);
            return new(endpoint.Backend, endpoint.Address, isAccepted, WithoutSecrets(text, endpoint));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(string.Create(CultureInfo.InvariantCulture, $"no answer within {endpoint.Timeout.TotalSeconds:0.###} s"));
        }
        catch (HttpRequestException exception)
        {
            return Refused(exception.InnerException is AuthenticationException inner ? inner.Message : exception.Message);
        }

        BackendAnswer Refused(string text) => new(endpoint.Backend, endpoint.Address, false, WithoutSecrets(text, endpoint));
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage RequestOf(BackendEndpoint endpoint)
    {
        var isGrpc = endpoint.Protocol == OtlpProtocol.Grpc;
        var request = new HttpRequestMessage(HttpMethod.Post, isGrpc ? new Uri(endpoint.Address, GrpcPath) : endpoint.Address)
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

    private static (bool IsAccepted, string Text) OfGrpc(HttpResponseMessage response)
    {
        var status = ValueOf(response.TrailingHeaders, "grpc-status") ?? ValueOf(response.Headers, "grpc-status");
        var message = ValueOf(response.TrailingHeaders, "grpc-message") ?? ValueOf(response.Headers, "grpc-message") ?? "";
        return status switch
        {
            null => (false, $"{StatusOf(response)} without a gRPC status"),
            "0" => (true, "gRPC status 0"),
            _ => (false, $"gRPC status {status} {Uri.UnescapeDataString(message)}".TrimEnd()),
        };
    }

    private static async Task<(bool IsAccepted, string Text)> OfHttpAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return (true, StatusOf(response));
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        var isText = type is "application/json" or "text/plain";
        var body = isText ? (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).ReplaceLineEndings(" ").Trim() : "";
        return (false, $"{StatusOf(response)} {(body.Length > LongestText ? $"{body[..LongestText]}…" : body)}".TrimEnd());
    }

    private static string StatusOf(HttpResponseMessage response) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}").TrimEnd();

    private static string? ValueOf(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    // A backend may repeat what it was sent.
    private static string WithoutSecrets(string text, BackendEndpoint endpoint)
    {
        foreach (var (_, value) in endpoint.Headers)
        {
            var secret = value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            if (secret.Length > 3)
            {
                text = text.Replace(secret, BackendHeader.Hidden, StringComparison.Ordinal);
            }
        }

        return SecretRedaction.Redact(text, []);
    }
}
