using System.Text.Json;
using TracedLlm.HttpClients;

namespace TracedLlm;

/// <summary>
/// Asks a provider with OpenAI's API for the usage of a stream, which it sends only on request
/// (<c>stream_options.include_usage</c>, https://platform.openai.com/docs/api-reference/chat/create), and removes the additional
/// chunk from the stream, for a caller that has not asked for it. A client with
/// <see cref="TracedLlmCallOptions.IncludeStreamUsage"/> does both.
/// </summary>
public static class StreamUsage
{
    private static ReadOnlySpan<byte> Option => "{\"include_usage\":true}"u8;

    /// <summary>Adds <c>stream_options.include_usage</c> to a request of chat completions or completions.</summary>
    /// <param name="request">The body, JSON in UTF-8.</param>
    /// <returns>
    /// The changed body; <see langword="null"/> if nothing is to be added: the request asks for no stream, its caller asks for the
    /// usage already, or the body is not a valid request.
    /// </returns>
    public static byte[]? AddOption(ReadOnlySpan<byte> request)
    {
        try
        {
            return Add(request);
        }
        catch (JsonException)
        {
            // The provider refuses the body, with a better message.
            return null;
        }
    }

    /// <summary>
    /// Passes a stream of server-sent events on without the chunk that has usage and no choice. Each event passes when it is
    /// complete; all other bytes are unchanged.
    /// </summary>
    /// <param name="response">The stream, which is disposed with the returned one.</param>
    /// <returns>A stream that can only be read.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static Stream RemoveChunk(Stream response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new StreamWithoutUsage(response);
    }

    private static byte[]? Add(ReadOnlySpan<byte> request)
    {
        var reader = new Utf8JsonReader(request);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var first = (int)reader.BytesConsumed;
        var isStream = false;
        (int Start, int End) options = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                isStream = reader.TokenType == JsonTokenType.True;
            }
            else if (reader.ValueTextEquals("stream_options"u8))
            {
                reader.Read();
                if (options.End > 0 || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
                {
                    return null;
                }

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                options = (start, (int)reader.BytesConsumed);
            }

            reader.Skip();
        }

        return !isStream ? null
            : options.End == 0 ? Splice(request, first, first, "\"stream_options\":{\"include_usage\":true},"u8)
            : AddToOptions(request, options.Start, options.End);
    }

    private static byte[]? AddToOptions(ReadOnlySpan<byte> request, int start, int end)
    {
        var reader = new Utf8JsonReader(request[start..end]);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Splice(request, start, end, Option);
        }

        var isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isUsage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            var value = start + (int)reader.TokenStartIndex;
            reader.Skip();
            if (isUsage)
            {
                return reader.TokenType == JsonTokenType.True ? null : Splice(request, value, start + (int)reader.BytesConsumed, "true"u8);
            }
        }

        return isEmpty ? Splice(request, start, end, Option) : Splice(request, start + 1, start + 1, "\"include_usage\":true,"u8);
    }

    private static byte[] Splice(ReadOnlySpan<byte> request, int start, int end, ReadOnlySpan<byte> text) =>
        [.. request[..start], .. text, .. request[end..]];
}
