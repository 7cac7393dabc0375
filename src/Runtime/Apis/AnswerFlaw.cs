using System.Text;

namespace TracedLlm.Apis;

/// <summary>The errors of a response that has a status of success and is no answer.</summary>
internal static class AnswerFlaw
{
    /// <summary>The response is no answer of the API.</summary>
    public const string Invalid = "invalid_response";

    /// <summary>The response ended in the middle of the answer, although its connection did not break.</summary>
    public const string Incomplete = "incomplete_response";

    public static readonly ReportedError NoBody = new(Invalid, Message: "The response has no body.");

    public static readonly ReportedError NotJson = new(Invalid, Message: "The response has neither JSON nor an event.");

    public static readonly ReportedError Cut = new(Incomplete, Message: "The response ended in the middle of its JSON.");

    public static readonly ReportedError NoLastEvent = new(Incomplete, Message: "The stream ended without its last event.");

    /// <summary>What is wrong with a whole body; <see langword="null"/> if it is an object or an array.</summary>
    public static ReportedError? FindIn(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.TrimStart("\uFEFF \t\r\n"u8);
        if (text.IsEmpty)
        {
            return NoBody;
        }

        if (text[0] is (byte)'{' or (byte)'[')
        {
            return new Utf8JsonCursor(body).IsWhole() ? null : Cut;
        }

        text = text.TrimEnd(" \t\r\n"u8);
        return text.SequenceEqual("null"u8) || text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8)
            ? new(Invalid, Message: $"The body of the response is {Encoding.UTF8.GetString(text)}.")
            : text[0] is (byte)'"' ? new(Invalid, Message: new Utf8JsonCursor(text).ReadString()) : NotJson;
    }
}
