using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TracedLlm.Json;

namespace TracedLlm.Secrets;

/// <summary>
/// Takes the secrets out of an object or array, and leaves everything else: members with the name of a secret
/// (<see cref="SecretWords"/>), and texts that contain a secret by its form (<see cref="SecretRedaction"/>). A text that is an object or
/// array as JSON is searched like one.
/// </summary>
/// <param name="removed">Gets the path of each member that is taken out, such as <c>.db.password</c> or <c>.keys[1]</c>.</param>
internal sealed class SecretMembers(Action<string> removed)
{
    // Bounds the recursion through texts that contain JSON. A text inside so many others is taken out.
    private const int MaxTexts = 4;

    // Bounds the stack memory; a longer name is read as a string.
    private const int LongestName = 128;

    // A shorter name has no room for a key or token.
    private const int LongName = 16;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Returns the object or array without its secrets; <see langword="null"/> if all of its members are secrets.</summary>
    public Utf8Json? Remove(Utf8Json json)
    {
        if (!Occur(json))
        {
            return json;
        }

        var buffer = new ArrayBufferWriter<byte>(json.Span.Length);
        using (var to = new Utf8JsonWriter(buffer, Relaxed))
        {
            Write(json, "", 0, to);
        }

        return buffer.WrittenSpan is [_, _] ? null : new Utf8Json(buffer.WrittenSpan.ToArray());
    }

    /// <summary>Whether an object or array contains a secret, at any depth.</summary>
    public static bool Occur(Utf8Json json) => Occur(json, 0);

    private static bool Occur(Utf8Json value, int texts)
    {
        if (value.IsString())
        {
            return IsSecretText(value, texts) || (ReadContainer(value) is { } inner && Occur(inner, texts + 1));
        }

        if (value.IsArray())
        {
            foreach (var element in value.Elements())
            {
                if (Occur(element, texts))
                {
                    return true;
                }
            }
        }
        else if (value.IsObject())
        {
            var cursor = new Utf8JsonCursor(value.Memory);
            cursor.EnterObject();
            while (cursor.NextProperty())
            {
                var name = cursor.Name;
                if (cursor.ReadRaw() is { } member && (IsSecretName(name, member) || Occur(member, texts)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsSecretName(ReadOnlySpan<byte> name, Utf8Json value)
    {
        Span<char> characters = stackalloc char[LongestName];
        return Encoding.UTF8.TryGetChars(name, characters, out var length)
            ? SecretWords.IsSecret(characters[..length], value) || (length >= LongName && SecretRedaction.ContainsSecret(characters[..length]))
            : IsSecretName(Encoding.UTF8.GetString(name), value);
    }

    private static bool IsSecretName(string name, Utf8Json value) => SecretWords.IsSecret(name, value) || RecurringTexts.ContainsSecret(name);

    private static bool IsSecretText(Utf8Json value, int texts) =>
        value.Text() is { } text && (ReadContainer(value) is null ? RecurringTexts.ContainsSecret(text) : texts >= MaxTexts);

    /// <summary>The object or array that a string contains as JSON.</summary>
    private static Utf8Json? ReadContainer(Utf8Json value) => value.ParseContainer() is { } inner && inner.Span.Length > 2 ? inner : null;

    private void Write(Utf8Json value, string path, int texts, Utf8JsonWriter to)
    {
        if (value.IsObject())
        {
            WriteObject(value, path, texts, to);
        }
        else if (value.IsArray())
        {
            to.WriteStartArray();
            var index = 0;
            foreach (var element in value.Elements())
            {
                var place = $"{path}[{index++}]";
                if (element.IsString() && IsSecretText(element, texts))
                {
                    removed(place);
                }
                else
                {
                    Write(element, place, texts, to);
                }
            }

            to.WriteEndArray();
        }
        else if (value.IsString() && Occur(value, texts) && ReadContainer(value) is { } inner)
        {
            var buffer = new ArrayBufferWriter<byte>(inner.Span.Length);
            using (var text = new Utf8JsonWriter(buffer, Relaxed))
            {
                Write(inner, path, texts + 1, text);
            }

            to.WriteStringValue(buffer.WrittenSpan);
        }
        else
        {
            to.WriteRawValue(value.Span, skipInputValidation: true);
        }
    }

    private void WriteObject(Utf8Json value, string path, int texts, Utf8JsonWriter to)
    {
        to.WriteStartObject();
        var cursor = new Utf8JsonCursor(value.Memory);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            var name = Encoding.UTF8.GetString(cursor.Name);
            if (cursor.ReadRaw() is not { } member)
            {
                continue;
            }

            if (IsSecretName(name, member) || (member.IsString() && IsSecretText(member, texts)))
            {
                removed($"{path}.{name}");
            }
            else
            {
                to.WritePropertyName(name);
                Write(member, $"{path}.{name}", texts, to);
            }
        }

        to.WriteEndObject();
    }
}
