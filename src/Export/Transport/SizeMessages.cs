using System.Text;

namespace TracedLlm.Export.Transport;

/// <summary>
/// The texts by which servers say that a request is too large. gRPC has no status for that, and a collector answers with the message of
/// the next server under many statuses: 429, 500, 503. Without a look at the text such a span would be sent again for ever.
/// </summary>
internal static class SizeMessages
{
    public static readonly SizeMessage[] Rows =
    [
        new("larger than max", "gRPC in Go, C++, Python and Node, received and sent, compressed or not"),
        new("exceeds the maximum configured message size", "gRPC in .NET"),
        new("message exceeds maximum size", "gRPC in Java"),
        new("message length too large", "gRPC in Rust, which answers OUT_OF_RANGE"),
        new("request body too large", "HTTP in Go, which a Collector answers as 400; Kestrel"),
        new("request entity too large", "nginx, AWS, Node"),
        new("payload too large", "Envoy, which answers gRPC with UNKNOWN"),
        new("content too large", "the name of 413 since RFC 9110"),
        new("responded with HTTP Status Code 413", "a Collector whose next server answers 413"),
        new("max size of trace", "Tempo: the trace has reached its bound, the others of the batch have not"),
    ];

    // The messages stand at the beginning of a status's message.
    private const int MaxLength = 4096;

    // A longer body that is no status is a page, or quotes what was sent.
    private const int MaxBodyBytes = 2048;

    /// <summary>The text of a body without a status, as far as it may say so.</summary>
    public static string ReadText(byte[] body) => body.Length > MaxBodyBytes ? "" : Encoding.UTF8.GetString(body);

    /// <summary>Whether a text says so.</summary>
    public static bool Match(string text)
    {
        foreach (var row in Rows)
        {
            if (text.AsSpan(0, Math.Min(text.Length, MaxLength)).Contains(row.Text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
