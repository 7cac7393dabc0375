using System.Text;
using System.Text.Unicode;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>Reads the error in the body of a response whose status is 400 or more: JSON of any provider, a text, or a page.</summary>
internal static class ErrorBody
{
    // Bounds the nesting of errors in errors. Providers nest at most two.
    private const int MaxDepth = 4;

    // FastAPI reports each wrong field. The first ones say what is wrong.
    private const int MaxDetails = 4;

    /// <summary>Returns the error; <see langword="null"/> if the body does not describe one.</summary>
    /// <param name="body">The body, or its beginning.</param>
    public static ReportedError? Read(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.TrimStart("\uFEFF \t\r\n"u8);
        body = body[(body.Length - text.Length)..];
        if (text.StartsWith("data:"u8) || text.StartsWith("event:"u8))
        {
            return ReadEvent(body);
        }

        return text switch
        {
            [] => null,
            [(byte)'{' or (byte)'[' or (byte)'"', ..] => ReadJson(new Utf8JsonCursor(body).ReadRaw() ?? new Utf8Json(body), depth: 0),
            [(byte)'<', ..] => FromText(ReadElement(text)),
            _ => FromText(text),
        };
    }

    private static ReportedError? ReadEvent(ReadOnlyMemory<byte> events)
    {
        var start = events.Span.IndexOf("data:"u8);
        return start < 0 ? null : Read(events[(start + "data:".Length)..]);
    }

    private static ReportedError? ReadJson(Utf8Json json, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (json.IsString())
        {
            return FromText(json.Text());
        }

        if (json.Span is [(byte)'[', ..])
        {
            foreach (var element in json.Elements())
            {
                return ReadJson(element, depth + 1);
            }

            return null;
        }

        var map = ErrorBodyMap.Read(json.Memory);
        var (type, code) = (ReadType(map.Type), map.Code.TextOrNumber());
        if (map.Error.IsObject())
        {
            var error = ErrorMap.ReadError(map.Error);
            return error.Message is null && ReadJson(map.Error, depth + 1) is { Message: not null } inner
                ? error with { Message = inner.Message, Type = error.Type ?? inner.Type, Code = error.Code ?? inner.Code }
                : error with { Type = error.Type ?? type, Code = error.Code ?? code };
        }

        var message = map.Description.TextOrNumber() ?? ReadText(map.Message, depth) ?? ReadText(map.Error, depth)
            ?? ReadText(map.Detail, depth) ?? ReadText(map.Errors, depth) ?? map.Title.TextOrNumber();
        if (map.Error.IsString() && message is not null && message != map.Error.Text())
        {
            // OAuth: the text of "error" is a code, and the description says why.
            code ??= map.Error.Text();
        }

        if (message is not null && map.Location.IsArray())
        {
            message = $"{string.Join('.', ReadTexts(map.Location))}: {message}";
        }

        return message is null && type is null && code is null ? null : new ReportedError(code ?? type ?? ErrorMap.Other, type, code, message);
    }

    private static List<string> ReadTexts(Utf8Json array)
    {
        var texts = new List<string>();
        foreach (var element in array.Elements())
        {
            if (element.TextOrNumber() is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static string? ReadText(Utf8Json value, int depth)
    {
        if (value.IsArray())
        {
            var texts = new List<string>();
            foreach (var element in value.Elements())
            {
                if (texts.Count < MaxDetails && ReadJson(element, depth + 1)?.Message is { } text)
                {
                    texts.Add(text);
                }
            }

            return texts.Count == 0 ? null : string.Join("; ", texts);
        }

        return value.IsObject() ? ReadJson(value, depth + 1)?.Message : value.IsString() ? value.TextOrNumber() : null;
    }

    /// <summary>The name of the type: AWS writes a namespace before it, or an address behind it.</summary>
    private static string? ReadType(Utf8Json value)
    {
        var text = value.TextOrNumber();
        return text is null || Uri.IsWellFormedUriString(text, UriKind.Absolute) ? null : text[(text.LastIndexOf('#') + 1)..];
    }

    /// <summary>The title of a page, or the message of an XML document.</summary>
    private static ReadOnlySpan<byte> ReadElement(ReadOnlySpan<byte> markup)
    {
        var message = ReadElement(markup, "<Message>"u8, "</Message>"u8);
        return message.IsEmpty ? ReadElement(markup, "<title>"u8, "</title>"u8) : message;
    }

    private static ReadOnlySpan<byte> ReadElement(ReadOnlySpan<byte> markup, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close)
    {
        var start = markup.IndexOf(open);
        if (start < 0)
        {
            return default;
        }

        var text = markup[(start + open.Length)..];
        var end = text.IndexOf(close);
        return end < 0 ? default : text[..end];
    }

    private static ReportedError? FromText(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? FromText(Encoding.UTF8.GetString(text)) : null;

    private static ReportedError? FromText(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : new ReportedError(ErrorMap.Other, Message: text.Trim());
}
