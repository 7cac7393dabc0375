using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Audio;

/// <summary>
/// The request of <c>POST /v1/audio/speech</c>. Its response is audio, or with <c>stream_format=sse</c> events that
/// <see cref="SpeechReader"/> reads.
/// </summary>
[PayloadMap]
internal readonly partial struct SpeechRequest : IRequestMap<SpeechRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("user")] public Utf8Json User { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("stream_format")] public string? StreamFormat { get; init; }
    [PayloadField("instructions")] public Utf8Json Instructions { get; init; }
    [PayloadField("input")] public Utf8Json Input { get; init; }

    public bool? Stream => StreamFormat is null ? null : StreamFormat == "sse";

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.RequestStream, Stream);
        tags.Add(LibraryAttributes.RequestCharacters, CountCharacters(Input));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, Instructions, Parts.Text);
            ContentAttribute.UserTexts(tags, Input);
        }
    }

    // Providers bill code points, and not the units of UTF-16.
    private static long? CountCharacters(Utf8Json input)
    {
        if (input.Text() is not { } text)
        {
            return null;
        }

        var count = 0L;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
