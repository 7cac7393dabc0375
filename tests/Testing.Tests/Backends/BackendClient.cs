using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using TracedLlm.Testing.Tests.Otlp;

namespace TracedLlm.Testing.Tests.Backends;

/// <summary>Sends invalid requests with the exact bytes of a test.</summary>
internal sealed class BackendClient : IDisposable
{
    private const string Method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private readonly HttpClient _client = new();

    public static string Basic(string publicKey, string secretKey) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publicKey}:{secretKey}"))}";

    public static byte[] Gzip(byte[] plain) => Compress(plain, stream => new GZipStream(stream, CompressionLevel.Fastest));

    public static byte[] Deflate(byte[] plain) => Compress(plain, stream => new ZLibStream(stream, CompressionLevel.Fastest));

    /// <summary>Posts a body; by default one span with the content type <c>application/x-protobuf</c>.</summary>
    public async Task<BackendAnswer> PostAsync(
        Uri endpoint, byte[]? body = null, string contentType = "application/x-protobuf", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body ?? ExportRequests.WithSpan(ExportRequests.Span())) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _client.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Calls the trace service of gRPC with one frame.</summary>
    /// <returns>The HTTP status and the gRPC status from headers or trailers; -1 if there is no gRPC status.</returns>
    public async Task<(int Http, int Grpc, byte[] Body)> CallAsync(
        Uri endpoint, byte[] message, byte flag = 0, string method = Method, string contentType = "application/grpc", params (string Name, string Value)[] headers)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var status = response.Headers.Concat(response.TrailingHeaders).FirstOrDefault(header => header.Key == "grpc-status").Value?.Single();
        return ((int)response.StatusCode, status is null ? -1 : int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), body);
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compress)
    {
        using var compressed = new MemoryStream();
        using (var stream = compress(compressed))
        {
            stream.Write(plain);
        }

        return compressed.ToArray();
    }
}
