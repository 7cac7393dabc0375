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

    public static readonly ReportedError NoAnswer = new(Invalid, Message: "The stream ended without an answer.");

    public static readonly ReportedError Cut = new(Incomplete, Message: "The response ended in the middle of its JSON.");

    public static readonly ReportedError NoLastEvent = new(Incomplete, Message: "The stream ended without its last event.");

    private static readonly ReportedError EmptyObject = new(Invalid, Message: "The body of the response is an empty object.");

    private static readonly ReportedError EmptyArray = new(Invalid, Message: "The body of the response is an empty array.");

    // The text may be an answer's: it is content, which a message must not repeat.
    private static readonly ReportedError Text = new(Invalid, Message: "The body of the response is a JSON string.");

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
            : text[0] is (byte)'"' ? Text : NotJson;
    }

    /// <summary>The error of a body that is an object without properties, or an array without elements; <see langword="null"/> if it has some.</summary>
    /// <param name="body">A body in which <see cref="FindIn"/> finds no error.</param>
    /// <param name="isArrayAnswer">Whether an array without elements is an answer.</param>
    public static ReportedError? FindEmpty(ReadOnlyMemory<byte> body, bool isArrayAnswer)
    {
        var text = body.Span.TrimStart("\uFEFF \t\r\n"u8);
        var rest = text[1..].TrimStart(" \t\r\n"u8);
        return text[0] == '{' && rest is [(byte)'}', ..] ? EmptyObject
            : text[0] == '[' && rest is [(byte)']', ..] && !isArrayAnswer ? EmptyArray
            : null;
    }
}
