using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The units of a streamed response: lines, binary frames, or elements of an array. The caller receives whole units only, so that the gateway can add
/// an error event if the provider breaks off inside a unit. A unit that is longer than the relay's buffer passes in parts.
/// </summary>
internal abstract class StreamFraming
{
    /// <summary>Apostrophes in a message stay as they are.</summary>
    protected static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The framing of a provider's response; <see langword="null"/> if nothing can be added to the response.</summary>
    /// <param name="response">The provider's response.</param>
    /// <param name="promisedLength">The length that the caller was promised.</param>
    public static StreamFraming? ForAnswer(HttpResponseMessage response, long? promisedLength)
    {
        var headers = response.Content.Headers;
        if (!response.IsSuccessStatusCode || promisedLength is not null || headers.ContentEncoding.Count > 0)
        {
            return null;
        }

        var path = response.RequestMessage?.RequestUri?.AbsolutePath ?? "";
        return headers.ContentType?.MediaType?.ToLowerInvariant() switch
        {
            MediaTypeNames.Text.EventStream => new EventLines(StreamErrors.ForPath(path)),
            "application/x-ndjson" or "application/jsonl" or "application/stream+json" => new JsonLines(),
            "application/vnd.amazon.eventstream" => new EventFrames(),
            MediaTypeNames.Application.Json when path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) => new JsonArrayElements(),
            _ => null,
        };
    }

    /// <summary>Whether the response is complete, although the provider may still send bytes.</summary>
    public virtual bool IsComplete => false;

    /// <summary>The bytes without which the caller does not read the last unit of a complete response.</summary>
    public virtual byte[] MissingEnd => [];

    /// <summary>Whether the bytes taken end inside a unit.</summary>
    public virtual bool IsInUnit => false;

    /// <summary>Takes bytes that follow those taken before.</summary>
    /// <param name="bytes">The bytes that the caller has not received.</param>
    /// <param name="isFull">Whether no more bytes can be added before some are taken.</param>
    /// <returns>How many bytes the caller shall receive now.</returns>
    public abstract int Take(ReadOnlySpan<byte> bytes, bool isFull);

    /// <summary>The bytes that tell the caller, after the bytes taken, that the response broke off; <see langword="null"/> if the last unit has no end.</summary>
    public abstract byte[]? ErrorEvent(int status, string message);
}
