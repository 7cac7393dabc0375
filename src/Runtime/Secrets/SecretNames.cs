using System.Text;

namespace TracedLlm.Secrets;

/// <summary>Recognises names of secrets. The library drops or replaces the values of such names.</summary>
internal static class SecretNames
{
    // Bounds the stack memory. A longer name is searched in windows; a longer name inside a value counts as the name of a secret.
    private const int MaxNameLength = 256;

    // No part is longer, so that each part is whole in one window.
    private const int Overlap = 16;

    private static readonly string[] Parts =
    [
        "api_key", "apikey", "public_key", "private_key", "access_key", "space_key", "arize_space", "token", "secret", "password", "cookie",
        "authorization", "header", "hidden_params",
    ];

    /// <summary>Whether a name contains the name of a secret, in any case, with dashes or underscores.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name)
    {
        while (name.Length > MaxNameLength)
        {
            if (IsSecret(name[..MaxNameLength]))
            {
                return true;
            }

            name = name[(MaxNameLength - Overlap)..];
        }

        Span<char> plain = stackalloc char[MaxNameLength];
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

    /// <summary>Whether an object or array contains such a name, at any depth.</summary>
    public static bool OccurIn(Utf8Json json)
    {
        var cursor = new Utf8JsonCursor(json.Memory);
        if (json.Span is [(byte)'[', ..])
        {
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                if (cursor.ReadRaw() is { } element && OccurIn(element))
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
                if (IsSecret(cursor.Name) || (cursor.ReadRaw() is { } value && OccurIn(value)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsSecret(ReadOnlySpan<byte> name)
    {
        Span<char> characters = stackalloc char[MaxNameLength];
        return !Encoding.UTF8.TryGetChars(name, characters, out var length) || IsSecret(characters[..length]);
    }
}
