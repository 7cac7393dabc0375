using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Secrets;

/// <summary>Names that sound like a secret's; their values leave no trace.</summary>
internal static class SecretNames
{
    private const int MaxNameLength = 256;

    private static readonly string[] Parts =
    [
        "api_key", "apikey", "public_key", "private_key", "access_key", "space_key", "arize_space", "token", "secret", "password", "cookie",
        "authorization", "header", "hidden_params",
    ];

    /// <summary>Whether a name is one, in any case, with dashes or underscores.</summary>
    public static bool Match(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[MaxNameLength];
        if (name.Length > MaxNameLength)
        {
            return true;
        }

        name.Replace(plain, '-', '_');
        foreach (var part in Parts)
        {
            if (plain[..name.Length].IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an object or array has such a name inside, at any depth.</summary>
    public static bool AreIn(Utf8Json json)
    {
        var cursor = new Utf8JsonCursor(json.Memory);
        if (json.Span is [(byte)'[', ..])
        {
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                if (Utf8JsonValue.Next(ref cursor) is { } element && AreIn(element))
                {
                    return true;
                }
            }
        }
        else if (json.Span is [(byte)'{', ..])
        {
            cursor.EnterObject();
            while (cursor.NextProperty())
            {
                if (Match(cursor.Name) || (Utf8JsonValue.Next(ref cursor) is { } value && AreIn(value)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Match(ReadOnlySpan<byte> name)
    {
        Span<char> characters = stackalloc char[MaxNameLength];
        return !Encoding.UTF8.TryGetChars(name, characters, out var length) || Match(characters[..length]);
    }
}
