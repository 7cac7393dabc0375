using System.Buffers;
using System.Text;
using TracedLlm.Json;
using TracedLlm.Streams;

namespace TracedLlm.Secrets;

/// <summary>
/// Replaces the JSON strings whose name is the name of a secret, and all strings inside a value with such a name. Numbers stay,
/// because <c>max_tokens</c> is not a secret. The text may be cut, or may contain several documents, as an event stream does.
/// </summary>
internal static class SecretValues
{
    public const string Replacement = "[redacted]";

    // A power of two.
    private const int HarmlessNames = 32;

    private static readonly SearchValues<byte> Signs = SearchValues.Create("\"{}[],"u8);

    public static string Replace(ReadOnlySpan<byte> json)
    {
        // An event stream has the same few names in every event.
        Span<Range> harmless = stackalloc Range[HarmlessNames];
        harmless.Clear();

        // Nearly no body has a secret: its bytes are copied only then.
        PooledBytes to = default;
        var copied = 0;
        var (depth, secretDepth) = (0, 0);
        var isSecret = false;
        for (var at = 0; json[at..].IndexOfAny(Signs) is >= 0 and var next;)
        {
            at += next;
            switch (json[at])
            {
                case (byte)'"':
                    var end = EndOfString(json, at, out var isEscaped);
                    if (IsName(json[end..]))
                    {
                        isSecret = IsSecret(json, (at + 1)..(end - 1), isEscaped, harmless);
                        at = end;
                        continue;
                    }

                    if (isSecret || secretDepth > 0)
                    {
                        to.Append(json[copied..at]);
                        to.Append("\"[redacted]\""u8);
                        copied = end;
                    }

                    at = end;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    if (isSecret && secretDepth == 0)
                    {
                        secretDepth = depth;
                    }

                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    if (depth == secretDepth)
                    {
                        secretDepth = 0;
                    }

                    depth--;
                    at++;
                    break;
                default:
                    at++;
                    break;
            }

            isSecret = false;
        }

        if (copied == 0)
        {
            return Encoding.UTF8.GetString(json);
        }

        to.Append(json[copied..]);
        var text = Encoding.UTF8.GetString(to.Span);
        to.Return();
        return text;
    }

    /// <summary>The end of the string that starts at <paramref name="start"/>, behind its quote; the end of <paramref name="json"/> if the string does not end.</summary>
    private static int EndOfString(ReadOnlySpan<byte> json, int start, out bool isEscaped)
    {
        var quote = JsonScan.EndOfString(json, start + 1, out isEscaped);
        return quote < 0 ? json.Length : quote + 1;
    }

    private static bool IsSecret(ReadOnlySpan<byte> json, Range range, bool isEscaped, Span<Range> harmless)
    {
        var name = json[range];
        if (name.IsEmpty)
        {
            return false;
        }

        ref var place = ref harmless[(name.Length + (3 * name[0]) + (5 * name[^1])) & (HarmlessNames - 1)];
        if (json[place].SequenceEqual(name))
        {
            return false;
        }

        var isSecret = SecretNames.IsSecret(name, isEscaped);
        if (!isSecret)
        {
            place = range;
        }

        return isSecret;
    }

    private static bool IsName(ReadOnlySpan<byte> behind) => behind.TrimStart(" \t\r\n"u8) is [(byte)':', ..];
}
