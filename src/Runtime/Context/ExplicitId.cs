using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Context;

/// <summary>
/// Reads the trace and span ids that callers write in metadata. Hex digits in any case, with or without dashes, are the id
/// itself. For any other text the id is the first bytes of its SHA-256, so that the same text names the same trace everywhere.
/// Langfuse's SDKs do the same.
/// </summary>
internal static class ExplicitId
{
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads a trace id; <see langword="false"/> if all its digits are zero.</summary>
    public static bool TryReadTraceId(string text, out ActivityTraceId id)
    {
        Span<char> digits = stackalloc char[TraceDigits];
        if (!TryHex(text, digits))
        {
            id = ActivityTraceId.CreateFromBytes(Hash(text).AsSpan(0, TraceDigits / 2));
            return true;
        }

        // W3C Trace Context forbids an id of zeros.
        var isId = digits.ContainsAnyExcept('0');
        id = isId ? ActivityTraceId.CreateFromString(digits) : default;
        return isId;
    }

    /// <summary>Reads a span id; <see langword="false"/> if all its digits are zero.</summary>
    public static bool TryReadSpanId(string text, out ActivitySpanId id)
    {
        Span<char> digits = stackalloc char[SpanDigits];
        if (!TryHex(text, digits))
        {
            id = ActivitySpanId.CreateFromBytes(Hash(text).AsSpan(0, SpanDigits / 2));
            return true;
        }

        var isId = digits.ContainsAnyExcept('0');
        id = isId ? ActivitySpanId.CreateFromString(digits) : default;
        return isId;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool TryHex(string text, Span<char> digits)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (character == '-')
            {
                continue;
            }

            if (count == digits.Length || !Hex.Contains(character))
            {
                return false;
            }

            digits[count++] = char.ToLowerInvariant(character);
        }

        return count == digits.Length;
    }
}
