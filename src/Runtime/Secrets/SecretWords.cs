using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Secrets;

/// <summary>
/// Recognises the name of a secret by its whole words. In English the last word says what a thing is: <c>budget_token</c> is a token,
/// <c>token_budget</c> is a budget. A name that begins with a secret's and ends in anything else says whose the secret is
/// (<c>api_key_openai</c>), unless the end is one of <see cref="SecretNouns"/>. Metadata keeps every other name, so that nothing is lost
/// that is no secret; <see cref="SecretNames"/> is stricter.
/// </summary>
internal static class SecretWords
{
    // Bound the stack memory. Only the last words of a name count.
    private const int MaxLength = 256;
    private const int MaxWords = 32;

    /// <summary>The name of each secret contains one of these, with its words as well as with those of <see cref="SecretNames"/>.</summary>
    internal static readonly string[] Stems =
        ["arize", "auth", "bearer", "conn", "cookie", "cred", "header", "hidden", "jwt", "key", "pass", "pwd", "secret", "signature", "token"];

    /// <summary>The last words of names whose value is a secret.</summary>
    internal static readonly FrozenSet<string> Heads = FrozenSet.Create(
        StringComparer.Ordinal,
        "password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "credential", "credentials", "creds",
        "cookie", "cookies", "authorization", "auth", "jwt", "bearer", "token", "headers");

    /// <summary>Words that mean a secret only where they end a name, or where the owner of the secret follows.</summary>
    private static readonly string[] Weak = ["token", "tokens", "cookie", "cookies", "authorization", "auth", "bearer", "headers"];

    /// <summary>The words before <c>pass</c> that make a password of it; a first pass is none.</summary>
    private static readonly FrozenSet<string> PassWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "admin", "amqp", "database", "db", "email", "ftp", "imap", "ldap", "mail", "mongo", "mysql", "pg", "postgres", "proxy", "rabbitmq",
        "redis", "root", "smtp", "sql", "ssh", "sudo", "user", "wifi");

    /// <summary>The last two or three words of names whose value is a secret.</summary>
    internal static readonly FrozenSet<string> Phrases = FrozenSet.Create(
        StringComparer.Ordinal,
        "pass word", "pass phrase", "connection string", "connection strings", "conn str", "hidden params", "password hash", "password salt",
        "access signature", "access key id", "arize space", "arize space id");

    /// <summary>The words before <c>key</c> and <c>keys</c> that make a secret of it; a key of a cache or a table is none.</summary>
    private static readonly FrozenSet<string> KeyWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "access", "account", "admin", "api", "auth", "decryption", "developer", "encryption", "gpg", "hmac", "ingestion", "license", "master",
        "pgp", "private", "public", "rsa", "secret", "shared", "signing", "space", "ssh", "subscription", "virtual", "webhook",
        "anthropic", "aws", "azure", "cohere", "deepseek", "gemini", "github", "google", "groq", "langfuse", "langsmith", "litellm", "mistral",
        "openai", "stripe");

    /// <summary>The words before <c>tokens</c> that make secrets of them; other tokens are counted.</summary>
    private static readonly FrozenSet<string> TokensWords = FrozenSet.Create(
        StringComparer.Ordinal, "access", "api", "auth", "bearer", "csrf", "id", "jwt", "oauth", "refresh", "security", "session");

    /// <summary>The words before <c>token</c> that make a unit of text, or a place in a list, of it.</summary>
    private static readonly FrozenSet<string> CountedTokenWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "audio", "bos", "cached", "cls", "completion", "end", "eos", "first", "image", "input", "last", "mask", "max", "min", "new", "next",
        "output", "pad", "page", "per", "prompt", "reasoning", "sep", "special", "start", "stop", "text", "total", "unk");

    /// <summary>Words that follow the name of a secret without changing what it is: <c>api_key_prod</c>, <c>cookie_header</c>.</summary>
    private static readonly FrozenSet<string> Endings = FrozenSet.Create(
        StringComparer.Ordinal,
        "again", "b", "backup", "base", "confirm", "confirmation", "current", "default", "dev", "encoded", "encrypted", "env", "header", "hex",
        "live", "new", "old", "pem", "plain", "plaintext", "primary", "prod", "production", "raw", "repeat", "secondary", "staging", "test",
        "v", "value", "values", "var");

    /// <summary>Names that are written as one word: <c>apikey</c>, <c>clientsecret</c>.</summary>
    internal static readonly string[] Glued =
    [
        "password", "passwd", "passphrase", "secret", "secrets", "credential", "credentials", "cookie", "cookies", "authorization",
        "connectionstring", "accesstokens", "apitokens", "authtokens", "refreshtokens", "sessiontokens",
        .. new[] { "access", "account", "api", "auth", "encryption", "master", "private", "public", "secret", "signing", "ssh", "subscription" }
            .SelectMany(word => new[] { word + "key", word + "keys" }),
    ];

    private static readonly SearchValues<string> AnyStem = SearchValues.Create(Stems, StringComparison.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PassWordsBySpan = PassWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> HeadsBySpan = Heads.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PhrasesBySpan = Phrases.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KeyWordsBySpan = KeyWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TokensWordsBySpan = TokensWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CountedTokenWordsBySpan = CountedTokenWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EndingsBySpan = Endings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the value of a member is a secret by the member's name. A boolean and <c>null</c> never are, nor is a number of tokens.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name, Utf8Json value) =>
        (value.IsString() || value.IsContainer() || JsonNumber.IsNumber(value.Span))
        && IsSecret(name, out var isToken)
        && (!isToken || value.IsString() || value.IsContainer());

    /// <summary>Whether a name is the name of a secret, in any spelling: <c>api_key</c>, <c>x-api-key2</c>, <c>apiKey</c>, <c>APIKEY</c>.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name) => IsSecret(name, out _);

    /// <summary>Whether <paramref name="name"/> can be the name of a secret. Nearly no name is, and this is found out several times faster than its words.</summary>
    public static bool MayBeIn(ReadOnlySpan<char> name) => name.ContainsAny(AnyStem) || !Ascii.IsValid(name);

    private static bool IsSecret(ReadOnlySpan<char> name, out bool isToken)
    {
        if (!MayBeIn(name))
        {
            isToken = false;
            return false;
        }

        Span<char> text = stackalloc char[MaxLength * 2];
        Span<Range> words = stackalloc Range[MaxWords];
        var count = FindSecret(text, words[..Split(name, text, words)]);
        isToken = count > 0 && text[words[count - 1]] is "token" or "tokens";
        return count > 0;
    }

    /// <summary>The number of words up to the secret's; 0 if the name has none.</summary>
    private static int FindSecret(ReadOnlySpan<char> text, ReadOnlySpan<Range> words)
    {
        var count = words.Length;
        for (; count > 0; count--)
        {
            if (IsSecret(text, words[..count]))
            {
                return count;
            }

            var last = text[words[count - 1]];
            if (!char.IsAsciiDigit(last[0]) && !EndingsBySpan.Contains(last))
            {
                break;
            }
        }

        if (count > 1 && !SecretNouns.IsHarmless(text[words[count - 1]]))
        {
            for (var end = count - 1; end > 0; end--)
            {
                if (IsSecret(text, words[..end]) && StaysSecret(text, words[..end], text[words[end]]))
                {
                    return end;
                }
            }
        }

        return 0;
    }

    /// <summary>Whether the name of a secret is still one with another word behind it.</summary>
    private static bool StaysSecret(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, ReadOnlySpan<char> next) =>
        IsWeak(text, words) ? SecretNouns.IsOwner(next) : !SecretNouns.IsHarmless(next);

    private static bool IsWeak(ReadOnlySpan<char> text, ReadOnlySpan<Range> words)
    {
        var last = text[words[^1]];
        if (last is "token" && words.Length > 1 && text[words[^2]] is var before)
        {
            return !TokensWordsBySpan.Contains(before) && !KeyWordsBySpan.Contains(before);
        }

        foreach (var word in Weak)
        {
            if (last.EndsWith(word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSecret(ReadOnlySpan<char> text, ReadOnlySpan<Range> words)
    {
        var last = text[words[^1]];
        var before = words.Length > 1 ? text[words[^2]] : default;
        return last switch
        {
            "token" => !CountedTokenWordsBySpan.Contains(before),
            "tokens" => TokensWordsBySpan.Contains(before),
            "key" or "keys" => KeyWordsBySpan.Contains(before),
            "pass" => PassWordsBySpan.Contains(before),
            _ => HeadsBySpan.Contains(last) || EndsGlued(last),
        }
            || (words.Length > 1 && PhrasesBySpan.Contains(text[words[^2].Start..words[^1].End]))
            || (words.Length > 2 && PhrasesBySpan.Contains(text[words[^3].Start..words[^1].End]));
    }

    private static bool EndsGlued(ReadOnlySpan<char> word)
    {
        foreach (var end in Glued)
        {
            if (word.EndsWith(end))
            {
                return true;
            }
        }

        return word.EndsWith("token") && !CountedTokenWordsBySpan.Contains(word[..^"token".Length]);
    }

    /// <summary>Writes the last words of a name in lower case, with a space between, and returns their number.</summary>
    private static int Split(ReadOnlySpan<char> name, Span<char> text, Span<Range> words)
    {
        if (name.Length > MaxLength)
        {
            name = name[^MaxLength..];
        }

        var (count, length, start) = (0, 0, -1);
        for (var i = 0; i <= name.Length; i++)
        {
            var isPart = i < name.Length && char.IsLetterOrDigit(name[i]);
            if (start >= 0 && (!isPart || StartsWord(name, i)))
            {
                if (count == words.Length)
                {
                    // The first word makes room.
                    words[1..].CopyTo(words);
                    count--;
                }

                words[count++] = start..length;
                text[length++] = ' ';
                start = -1;
            }

            if (isPart)
            {
                start = start < 0 ? length : start;
                text[length++] = char.ToLowerInvariant(name[i]);
            }
        }

        return count;
    }

    /// <summary>Whether a word begins at a letter or digit that follows another one: <c>apiKey</c>, <c>APIKey</c>, <c>key2</c>.</summary>
    private static bool StartsWord(ReadOnlySpan<char> name, int index)
    {
        var (before, here) = (name[index - 1], name[index]);
        return char.IsDigit(before) != char.IsDigit(here)
            || (char.IsUpper(here) && (char.IsLower(before) || (char.IsUpper(before) && index + 1 < name.Length && char.IsLower(name[index + 1]))));
    }
}
