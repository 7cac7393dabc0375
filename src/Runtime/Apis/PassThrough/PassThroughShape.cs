using TracedLlm.Apis.Chat;
using TracedLlm.Apis.GenerateContent;
using TracedLlm.Apis.Messages;
using TracedLlm.Apis.Responses;
using TracedLlm.Json;

namespace TracedLlm.Apis.PassThrough;

/// <summary>The fields that distinguish the forms of providers.</summary>
[PayloadMap]
internal readonly partial struct PassThroughShape
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("object")] public Utf8Json Object { get; init; }
    [PayloadField("candidates")] public Utf8Json Candidates { get; init; }
    [PayloadField("usageMetadata")] public Utf8Json UsageMetadata { get; init; }
    [PayloadField("choices")] public Utf8Json Choices { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }

    /// <summary>Creates the reader of such a response; <see langword="null"/> if the first event does not show the form.</summary>
    public ResponseReader? ReaderFor(bool content) =>
        Type.Is("message"u8) || Type.Is("message_start"u8) || Type.Is("error"u8) ? new MessagesReader { Content = content }
        : Object.Is("response"u8) || Type.StartsWith("response."u8) ? new ResponsesReader { Content = content }
        : !Candidates.IsEmpty || !UsageMetadata.IsEmpty ? new GenerateContentReader { Content = content }
        : !Choices.IsEmpty ? new ChatReader { Content = content }
        : Error.Span is [(byte)'{', ..] ? new SimpleReader { Content = content }
        : null;
}
