using System.Buffers;
using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Secrets;

/// <summary>
/// Replaces the JSON strings whose name is the name of a secret, and all strings inside a value with such a name. Numbers stay,
/// because <c>max_tokens</c> is not a secret. The text may be cut, or may contain several documents, as an event stream does.
/// </summary>
internal static class SecretValues
{
    public const string Replacement = "[redacted]";

    private static readonly SearchValues<byte> Signs = SearchValues.Create("\"{}[],"u8);

    public static string Replace(ReadOnlySpan<byte> json)
    {
        var to = new StringBuilder(json.Length);
        var depth = 0;
        var secretDepth = 0;
        var isSecret = false;
        while (json.IndexOfAny(Signs) is >= 0 and var next)
        {
            Append(to, json[..next]);
            var sign = json[next];
            json = json[next..];
            if (sign == (byte)'"')
            {
                var token = json[..LengthOfString(json)];
                json = json[token.Length..];
                if (IsName(json))
                {
                    Append(to, token);
                    isSecret = SecretNames.IsSecret(new Utf8Json(token.ToArray()).Text());
                    continue;
                }

                if (isSecret || secretDepth > 0)
                {
                    to.Append('"').Append(Replacement).Append('"');
                }
                else
                {
                    Append(to, token);
                }

                isSecret = false;
                continue;
            }

            if (sign is (byte)'{' or (byte)'[')
            {
                depth++;
                if (isSecret && secretDepth == 0)
                {
                    secretDepth = depth;
                }
            }
            else if (sign is (byte)'}' or (byte)']')
            {
                if (depth == secretDepth)
                {
                    secretDepth = 0;
                }

                depth--;
            }

            isSecret = false;
            to.Append((char)sign);
            json = json[1..];
        }

        Append(to, json);
        return to.ToString();
    }

    /// <summary>
    /// The length of the string at the start of <paramref name="json"/>, with its quotes; the whole length if the string does
    /// not end.
    /// </summary>
    private static int LengthOfString(ReadOnlySpan<byte> json)
    {
        for (var i = 1; i < json.Length; i++)
        {
            if (json[i] == (byte)'\\')
            {
                i++;
            }
            else if (json[i] == (byte)'"')
            {
                return i + 1;
            }
        }

        return json.Length;
    }

    private static bool IsName(ReadOnlySpan<byte> behind) => behind.TrimStart(" \t\r\n"u8) is [(byte)':', ..];

    private static void Append(StringBuilder to, ReadOnlySpan<byte> bytes) => to.Append(Encoding.UTF8.GetString(bytes));
}
