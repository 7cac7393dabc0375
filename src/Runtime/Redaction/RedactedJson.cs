using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TracedLlm.Json;

namespace TracedLlm.Redaction;

/// <summary>
/// Passes the texts of a JSON document through a function, and leaves the structure as it is: names, roles, types, ids. The document may
/// be cut. A text that contains JSON, such as the arguments of a tool call, is read like a document. A long number is passed too, because
/// it may be a card's.
/// </summary>
internal ref struct RedactedJson
{
    // Bounds the recursion through texts that contain JSON; a text inside so many others is passed as it is.
    private const int MaxTexts = 4;

    // The shortest number of a card.
    private const int LongNumber = 12;

    /// <summary>Members whose texts say what a part is, or name it. Inside of the values of <see cref="Free"/> a caller chooses the names.</summary>
    private static readonly FrozenSet<string> Structure = FrozenSet.Create(
        StringComparer.Ordinal,
        "type", "role", "id", "object", "name", "model", "modality", "mime_type", "mimeType", "media_type", "finish_reason", "finishReason", "stop_reason", "stopReason",
        "status", "file_id", "call_id", "tool_call_id", "tool_use_id", "toolUseId", "previous_response_id", "signature", "thoughtSignature", "encrypted_content",
        "system_fingerprint", "service_tier", "created", "created_at");

    private static readonly FrozenSet<string> Free = FrozenSet.Create(
        StringComparer.Ordinal, "arguments", "response", "parameters", "input_schema", "args", "input", "metadata", "properties");

    private readonly Func<string, string> _redact;
    private readonly int _texts;
    private StringBuilder? _to;

    private RedactedJson(Func<string, string> redact, int texts)
    {
        _redact = redact;
        _texts = texts;
    }

    /// <summary>
    /// Returns a value with its texts redacted; the same object if none of them has changed. What is no JSON, or is cut, is passed as one
    /// text too.
    /// </summary>
    public static string Redact(string value, Func<string, string> redact)
    {
        if (value.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return redact(value);
        }

        var rest = new RedactedJson(redact, texts: 0).Read(value, isFree: false);
        return IsDocument(value) ? rest : redact(rest);
    }

    private static bool IsDocument(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..] && Utf8JsonExtensions.IsValidJson(Encoding.UTF8.GetBytes(text));

    private string Read(string json, bool isFree)
    {
        var position = 0;
        var copied = 0;
        var depth = 0;
        var freeDepth = isFree ? 0 : int.MaxValue;
        string? name = null;
        while (position < json.Length)
        {
            var sign = json[position];
            if (sign == '"')
            {
                var end = EndOfString(json, position, out var isWhole);
                var content = json.AsSpan((position + 1)..(isWhole ? end - 1 : end));
                if (IsName(json, end))
                {
                    name = content.ToString();
                }
                else
                {
                    var isText = depth >= freeDepth || name is null || !Structure.Contains(name);
                    if (isText && RedactString(content) is { } rest)
                    {
                        Replace(json, copied, position, rest);
                        copied = end;
                    }
                }

                position = end;
                continue;
            }

            if (sign is '{' or '[')
            {
                depth++;
                freeDepth = freeDepth == int.MaxValue && name is not null && Free.Contains(name) && sign == '{' ? depth : freeDepth;

                // The elements of an array are messages or parts: they have a structure of their own.
                name = sign == '[' && name is not null && Free.Contains(name) ? null : name;
            }
            else if (sign is '}' or ']')
            {
                freeDepth = depth == freeDepth && freeDepth > 0 ? int.MaxValue : freeDepth;
                depth--;
                name = sign == '}' ? null : name;
            }
            else if (char.IsAsciiDigit(sign))
            {
                var end = position + 1;
                while (end < json.Length && char.IsAsciiDigit(json[end]))
                {
                    end++;
                }

                if (end - position >= LongNumber && json[position..end] is var digits && _redact(digits) is var rest && !ReferenceEquals(rest, digits))
                {
                    Replace(json, copied, position, Quote(rest));
                    copied = end;
                }

                position = end;
                continue;
            }

            position++;
        }

        return _to is null ? json : _to.Append(json, copied, json.Length - copied).ToString();
    }

    // The string as JSON with its quotes; null if it has not changed.
    private readonly string? RedactString(ReadOnlySpan<char> content)
    {
        if (content.IsEmpty)
        {
            return null;
        }

        var text = content.Contains('\\') ? Unescape(content) : content.ToString();
        var rest = text;
        if (_texts < MaxTexts && IsDocument(text))
        {
            rest = new RedactedJson(_redact, _texts + 1).Read(text, isFree: true);
        }
        else
        {
            rest = _redact(text);
        }

        return ReferenceEquals(rest, text) ? null : Quote(rest);
    }

    private void Replace(string json, int copied, int position, string value) => (_to ??= new StringBuilder(json.Length)).Append(json, copied, position - copied).Append(value);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    // A cut string may end within an escape.
    private static string Unescape(ReadOnlySpan<char> content)
    {
        var bytes = Encoding.UTF8.GetBytes(content.ToString());
        return JsonText.Decode(bytes, escaped: true)
            ?? JsonText.Decode(bytes.AsSpan(0, Math.Max(0, bytes.AsSpan().LastIndexOf((byte)'\\'))), escaped: true)
            ?? content.ToString();
    }

    private static int EndOfString(string json, int start, out bool isWhole)
    {
        for (var i = start + 1; i < json.Length; i++)
        {
            if (json[i] == '\\')
            {
                i++;
            }
            else if (json[i] == '"')
            {
                isWhole = true;
                return i + 1;
            }
        }

        isWhole = false;
        return json.Length;
    }

    private static bool IsName(string json, int position)
    {
        while (position < json.Length && json[position] is ' ' or '\t' or '\r' or '\n')
        {
            position++;
        }

        return position < json.Length && json[position] == ':';
    }
}
