using System.Text;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>A request to a backend, accepted or not.</summary>
public sealed record BackendRequest
{
    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>The arrival time.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The protocol, such as <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The headers; names ignore case, repeated headers are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as sent, possibly compressed; empty if it was not read or not kept.</summary>
    public ReadOnlyMemory<byte> Wire { get; init; }

    /// <summary>The length of the body as sent, in bytes.</summary>
    public long WireBytes { get; init; }

    /// <summary>The export request, decompressed and without its gRPC frame; empty if it could not be read or was not kept.</summary>
    public ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The answered status; 0 if the connection broke before the answer.</summary>
    public int StatusCode { get; init; }

    /// <summary>The answered gRPC status; -1 if there was none.</summary>
    public int GrpcStatus { get; init; } = -1;

    /// <summary>The spans of the request, accepted or not; empty if they could not be read.</summary>
    public IReadOnlyList<ReceivedSpan> Spans { get; init; } = [];

    /// <summary>Whether the spans were accepted.</summary>
    public bool Taken { get; init; }

    /// <summary>The reason of a refusal by the backend's rules; <see langword="null"/> if the request was not refused.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether a text occurs in the path, the headers or the body, as sent or decompressed, by ordinal comparison as UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="exceptHeaders">Headers that may contain the text.</param>
    public bool Contains(string text, params IReadOnlyCollection<string> exceptHeaders)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Path.Contains(text, StringComparison.Ordinal)
            || Headers.Any(header => !exceptHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                && (header.Key.Contains(text, StringComparison.OrdinalIgnoreCase) || header.Value.Contains(text, StringComparison.Ordinal)))
            || Wire.Span.IndexOf(bytes) >= 0
            || Message.Span.IndexOf(bytes) >= 0;
    }
}
