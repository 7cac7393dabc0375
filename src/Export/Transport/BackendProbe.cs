using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using TracedLlm.Export.Backends;
using TracedLlm.Secrets;

namespace TracedLlm.Export.Transport;

/// <summary>Sends a backend one request without spans, which shows whether address and credentials are right and stores nothing there.</summary>
internal sealed class BackendProbe : IDisposable
{
    // The longest part of an answer that is shown, in characters.
    private const int LongestText = 200;

    // The rest of a longer answer is not read.
    private const int LongestAnswer = 16 * 1024;
    private const string Basic = "Basic ";

    // A message that is not compressed and has no bytes: an ExportTraceServiceRequest without spans.
    private static readonly byte[] EmptyGrpcMessage = new byte[5];

    // A gateway may probe while it serves requests; this client starts no activities of its own.
    private readonly HttpMessageInvoker _client = ExportHttp.Create();

    /// <summary>Sends the request and reads the answer.</summary>
    public async Task<BackendAnswer> AskAsync(BackendEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(endpoint.Timeout);
        try
        {
            using var request = RequestOf(endpoint);
            using var response = await _client.SendAsync(request, patience.Token).ConfigureAwait(false);
            var body = await ReadAsync(response, patience.Token).ConfigureAwait(false);
            var (isAccepted, status, said) = endpoint.Protocol == OtlpProtocol.Grpc ? ReadGrpcAnswer(response) : ReadHttpAnswer(response, body);
            return Answer(isAccepted, $"{status} {Shown(said)}".TrimEnd());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer(false, string.Create(CultureInfo.InvariantCulture, $"no answer within {endpoint.Timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var hint = exception is HttpRequestException { HttpRequestError: var error } ? PortHint.Find(error, endpoint.Protocol) : "";
            return Answer(false, Shown(exception.InnerException is AuthenticationException inner ? inner.Message : exception.Message) + hint);
        }

        BackendAnswer Answer(bool isAccepted, string text) => new(endpoint.Backend, endpoint.Address, isAccepted, text);

        // The text is cut after the secrets are hidden, because a cut secret would not be found.
        string Shown(string text)
        {
            var safe = WithoutSecrets(text, endpoint);
            return safe.Length > LongestText ? $"{safe[..LongestText]}…" : safe;
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

    private static (bool IsAccepted, string Status, string Said) ReadGrpcAnswer(HttpResponseMessage response)
    {
        var status = ValueOf(response.TrailingHeaders, "grpc-status") ?? ValueOf(response.Headers, "grpc-status");
        var message = ValueOf(response.TrailingHeaders, "grpc-message") ?? ValueOf(response.Headers, "grpc-message") ?? "";
        return status switch
        {
            null => (false, $"{StatusOf(response)} without a gRPC status", ""),
            "0" => (true, "gRPC status 0", ""),
            _ => (false, $"gRPC status {status}", Uri.UnescapeDataString(message)),
        };
    }

    private static (bool IsAccepted, string Status, string Said) ReadHttpAnswer(HttpResponseMessage response, string body)
    {
        var isText = response.Content.Headers.ContentType?.MediaType is "application/json" or "text/plain";
        return (response.IsSuccessStatusCode, StatusOf(response), isText && !response.IsSuccessStatusCode ? body.ReplaceLineEndings(" ").Trim() : "");
    }

    // The trailers come after the body.
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[LongestAnswer];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
    }

    private static string StatusOf(HttpResponseMessage response) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}").TrimEnd();

    private static string? ValueOf(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    // A backend may repeat a header, or a part of it that it has decoded.
    private static string WithoutSecrets(string text, BackendEndpoint endpoint)
    {
        foreach (var secret in endpoint.Headers.SelectMany(header => SecretsOf(header.Value)).Where(secret => secret.Length > 3))
        {
            text = text.Replace(secret, BackendHeader.Hidden, StringComparison.Ordinal);
        }

        return SecretRedaction.Redact(text, []);
    }

    private static IEnumerable<string> SecretsOf(string header)
    {
        yield return header[(header.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var decoded = new byte[header.Length];
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header[Basic.Length..], decoded, out var length))
        {
            // The name before the colon is not secret.
            var pair = Encoding.UTF8.GetString(decoded, 0, length);
            yield return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
    }
}
