using System.Text;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>A request to a backend, whatever became of it.</summary>
public sealed record BackendRequest
{
    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Such as <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Headers; names without regard to case, repeated ones joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as sent, compressed if it was; empty where it was not read or not kept.</summary>
    public ReadOnlyMemory<byte> Wire { get; init; }

    /// <summary>The length of the body as sent, in bytes.</summary>
    public long WireBytes { get; init; }

    /// <summary>The export request in it, inflated and out of its frame; empty where it could not be read or was not kept.</summary>
    public ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The status answered; 0 where the connection broke before.</summary>
    public int StatusCode { get; init; }

    /// <summary>The status that gRPC answered; -1 if it did not.</summary>
    public int GrpcStatus { get; init; } = -1;

    /// <summary>The spans in it, taken or not; empty where they could not be read.</summary>
    public IReadOnlyList<ReceivedSpan> Spans { get; init; } = [];

    /// <summary>Whether its spans were taken.</summary>
    public bool Taken { get; init; }

    /// <summary>Why it was refused by the backend's own rules; <see langword="null"/> if it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether a text occurs in what was sent: path, headers, body as sent and inflated. By ordinal comparison as UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="exceptHeaders">Headers that may hold it.</param>
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
