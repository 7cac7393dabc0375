using Microsoft.AspNetCore.Http;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>
/// What a request says about its content in LiteLLM's headers and fields. A value that cannot be read asks for less, because the
/// caller may have asked for it.
/// </summary>
/// <param name="TurnOff">The body's field <c>turn_off_message_logging</c>.</param>
/// <param name="NoLog">The body's field <c>no-log</c>.</param>
internal readonly record struct MessageLogging(Utf8Json TurnOff, Utf8Json NoLog)
{
    /// <summary>The prefix of those headers that do not begin as LiteLLM's other headers do.</summary>
    public const string HeaderPrefix = "litellm-";

    // https://docs.litellm.ai/docs/proxy/logging; the name without x- is the older one.
    private static readonly string[] Enabling = ["x-litellm-enable-message-redaction", "litellm-enable-message-redaction"];
    private static readonly string[] Disabling = ["litellm-disable-message-redaction", "x-litellm-disable-message-redaction"];

    /// <summary>Whether the body has one of the fields.</summary>
    public bool IsEmpty => TurnOff.IsEmpty && NoLog.IsEmpty;

    /// <summary>Whether the body asks for less.</summary>
    public bool BodyAsksForLess => (!TurnOff.IsEmpty && ReadFlag(TurnOff) != false) || (!NoLog.IsEmpty && ReadFlag(NoLog) != false);

    /// <summary>Whether the body asks for more.</summary>
    public bool BodyAsksForMore => !TurnOff.IsEmpty && ReadFlag(TurnOff) == false;

    /// <summary>Reads the two fields of a request's body.</summary>
    public static MessageLogging Read(ReadOnlyMemory<byte> json)
    {
        // Nearly no request has them, and a search is many times faster than a reading of all fields.
        if (json.Span.IndexOf("turn_off_message_logging"u8) < 0 && json.Span.IndexOf("no-log"u8) < 0)
        {
            return default;
        }

        MessageLogging found = default;
        var cursor = new Utf8JsonCursor(json);
        if (!cursor.EnterObject())
        {
            return found;
        }

        while (cursor.NextProperty())
        {
            if (cursor.Name.SequenceEqual("turn_off_message_logging"u8))
            {
                found = found with { TurnOff = cursor.ReadRaw() ?? default };
            }
            else if (cursor.Name.SequenceEqual("no-log"u8))
            {
                found = found with { NoLog = cursor.ReadRaw() ?? default };
            }
            else
            {
                cursor.Skip();
            }
        }

        return found;
    }

    /// <summary>Whether a header asks for less.</summary>
    public static bool HeadersAskForLess(IHeaderDictionary? headers) => Any(headers, Enabling, static flag => flag != false);

    /// <summary>Whether a header asks for more.</summary>
    public static bool HeadersAskForMore(IHeaderDictionary? headers) => Any(headers, Disabling, static flag => flag == true);

    private static bool Any(IHeaderDictionary? headers, string[] names, Predicate<bool?> isAsked)
    {
        foreach (var name in names)
        {
            if (headers?[name] is { Count: > 0 } value && isAsked(ReadFlag(value.ToString())))
            {
                return true;
            }
        }

        return false;
    }

    private static bool? ReadFlag(Utf8Json value) => value.IsString() ? ReadFlag(value.Text()) : ReadFlag(value.ToString());

    private static bool? ReadFlag(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" or "NULL" => false,
        _ => null,
    };
}
