using System.Buffers;
using System.Text;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Secrets;

namespace TracedLlm.Apis;

/// <summary>
/// The parameters of a request under the names that the request has for them, as one JSON object: every field but the model, the
/// tools, the metadata, what the request is about, and the gateway's own fields.
/// </summary>
/// <param name="content">
/// Whether content is captured. If it is not, only numbers, switches and the words of known parameters are kept; a text that may be
/// prose, and schemas, are left out.
/// </param>
/// <param name="longField">A field of the body whose end is known (<see cref="RequestFacts.LongField"/>); the default value for none.</param>
internal sealed class RequestParameters(bool content, Utf8Json longField) : IDisposable
{
    // Bounds the attribute. A response format with its schema has a few kilobytes.
    private const int MaxLength = 32 * 1024;

    private const int MaxDepth = 32;

    // An application sends the same few parameters with request after request.
    private const int Recurring = 256;

    // Bounds the stack memory.
    private const int ShortName = 64;

    // The longest word of a known parameter, such as the name of a tool or of a stored prompt.
    private const int MaxWord = 64;

    private static readonly SearchValues<char> Word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/+");

    private readonly ContentWriter _to = new();

    /// <summary>Reads the parameters of a body; <see langword="null"/> if it has none, or if the API generates nothing.</summary>
    /// <param name="row">The row of the API.</param>
    /// <param name="json">The body.</param>
    /// <param name="content">Whether content is captured.</param>
    /// <param name="longField">A field of the same memory whose end is known (<see cref="RequestFacts.LongField"/>); the default value for none.</param>
    public static string? Read(LlmApiFacts row, ReadOnlyMemory<byte> json, bool content, Utf8Json longField = default)
    {
        if (row.Kind == LlmApiKind.Management || !row.IsRead)
        {
            return null;
        }

        using var parameters = new RequestParameters(content, longField);
        parameters._to.Json.WriteStartObject();
        parameters.WriteAll(new(json));
        parameters._to.Json.WriteEndObject();
        return parameters._to.Finish(content ? 0 : Recurring);
    }

    public void Dispose() => _to.Dispose();

    private void WriteAll(Utf8Json @object)
    {
        var cursor = new Utf8JsonCursor(@object.Memory);
        if (!cursor.EnterObject())
        {
            return;
        }

        Span<char> characters = stackalloc char[ShortName];
        while (cursor.NextProperty())
        {
            if (UsualParameter.Find(cursor.Name) is { } usual)
            {
                WriteUsual(usual, ref cursor);
                continue;
            }

            var name = NameOf(cursor, characters);
            if (cursor.ReadRaw() is not { } value || !RequestParameterNames.IsParameter(name, value))
            {
                continue;
            }

            if (RequestParameterNames.IsGroup(name))
            {
                WriteAll(value);
            }
            else if (ParameterFacts.FromName(name) is var facts && HasRoom(value) && IsKept(facts, value))
            {
                _to.Json.WritePropertyName(name);
                Write(value, content || facts.IsVerbatim, depth: 0);
            }
        }
    }

    private void WriteUsual(UsualParameter usual, ref Utf8JsonCursor cursor)
    {
        if (!usual.IsParameter)
        {
            if (!cursor.TrySkip(longField.Span))
            {
                cursor.Skip();
            }
        }
        else if (cursor.ReadRaw() is { } value && HasRoom(value) && IsKept(usual.Facts, value))
        {
            _to.Json.WritePropertyName(usual.Name);
            Write(value, content || usual.Facts.IsVerbatim, depth: 0);
        }
    }

    private bool HasRoom(Utf8Json value) => value.Span.Length <= MaxLength - _to.Json.BytesCommitted - _to.Json.BytesPending;

    private static ReadOnlySpan<char> NameOf(in Utf8JsonCursor cursor, Span<char> characters) =>
        Encoding.UTF8.TryGetChars(cursor.Name, characters, out var length) ? characters[..length] : Encoding.UTF8.GetString(cursor.Name);

    private bool IsKept(ParameterFacts facts, Utf8Json value) =>
        value.IsString() ? content || facts.IsVerbatim ? !facts.HasSecretName && !IsSecret(value) : facts.IsKnown && IsWord(value)
        : !value.IsContainer() || (content ? !facts.HasSecretName : facts.IsKnown || facts.IsVerbatim);

    private void Write(Utf8Json value, bool texts, int depth)
    {
        if (value.IsObject())
        {
            WriteObject(value, texts, depth);
        }
        else if (value.IsArray())
        {
            _to.Json.WriteStartArray();
            foreach (var element in value.Elements())
            {
                if (IsKept(element, texts, depth))
                {
                    Write(element, texts, depth + 1);
                }
            }

            _to.Json.WriteEndArray();
        }
        else
        {
            _to.Value(value);
        }
    }

    private void WriteObject(Utf8Json value, bool texts, int depth)
    {
        _to.Json.WriteStartObject();
        Span<char> characters = stackalloc char[ShortName];
        var cursor = new Utf8JsonCursor(value.Memory);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            var name = NameOf(cursor, characters);
            if (cursor.ReadRaw() is { } member
                && IsKept(member, texts, depth)
                && (texts || !RequestParameterNames.IsContent(name))
                && !((member.IsString() || member.IsContainer()) && HasSecretName(name)))
            {
                _to.Json.WritePropertyName(name);
                Write(member, texts, depth + 1);
            }
        }

        _to.Json.WriteEndObject();
    }

    private static bool IsKept(Utf8Json value, bool texts, int depth) =>
        value.IsContainer() ? depth < MaxDepth : !value.IsString() || (texts ? !IsSecret(value) : IsWord(value));

    private static bool IsWord(Utf8Json value)
    {
        if (value.Text() is { Length: > 0 and <= MaxWord } text && !text.AsSpan().ContainsAnyExcept(Word) && !RecurringTexts.ContainsSecret(text))
        {
            RecentTexts.Keep(text);
            return true;
        }

        return false;
    }

    // The text may be content, which is not kept.
    private static bool IsSecret(Utf8Json value) => value.Text() is { } text && SecretRedaction.ContainsSecret(text);

    /// <summary>Whether a name is a secret's. A limit of tokens and a list of tokens' ids are no secrets.</summary>
    public static bool HasSecretName(ReadOnlySpan<char> name) =>
        SecretNames.IsSecret(name)
        && !name.EndsWith("_tokens")
        && !name.EndsWith("Tokens")
        && !name.EndsWith("_ids");
}
