using System.IO.Compression;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A request as a backend sees it.</summary>
/// <param name="Address">Where it was sent.</param>
/// <param name="Headers">Its headers, those of the body among them, by lower-case names.</param>
/// <param name="Spans">The spans in it.</param>
internal sealed record ScriptedRequest(Uri Address, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<ReceivedSpan> Spans)
{
    public IEnumerable<string> Names => Spans.Select(span => span.Name);

    public static ScriptedRequest FromHttp(HttpRequestMessage request, MemoryStream body)
    {
        var headers = request.Headers.NonValidated
            .Concat(request.Content!.Headers.NonValidated)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        var bytes = body.ToArray();
        if (headers.GetValueOrDefault("content-type") == "application/grpc")
        {
            bytes = Inflate(bytes[5..], bytes[0] == 1);
        }
        else
        {
            bytes = Inflate(bytes, headers.ContainsKey("content-encoding"));
        }

        return new(request.RequestUri!, headers, OtlpTraceDecoder.Decode(bytes));
    }

    private static byte[] Inflate(byte[] bytes, bool isCompressed)
    {
        if (!isCompressed)
        {
            return bytes;
        }

        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
