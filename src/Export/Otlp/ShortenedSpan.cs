using System.Text;

namespace TracedLlm.Export.Otlp;

/// <summary>
/// An encoded span without its content. A span that no request can carry is sent again in this form, so that its times, tokens and cost
/// arrive.
/// </summary>
internal static class ShortenedSpan
{
    private const byte EventsTag = 0x5A;

    // Every backend accepts a request of a megabyte. Names, ids, counts and short metadata are below the last limit.
    private const int MostBytes = 1 << 20;

    private static readonly int[] Limits = [16 * 1024, 1024, 128];

    /// <summary>Leaves the longest attributes and events out of a span and marks it.</summary>
    /// <param name="span">An entry of <c>ScopeSpans.spans</c>: tag, length and message.</param>
    /// <param name="mark">The name of the attribute that marks it.</param>
    /// <returns>The shorter span; <see langword="null"/> if it has nothing to leave out.</returns>
    public static byte[]? Create(ReadOnlySpan<byte> span, string mark)
    {
        using var buffer = new OtlpBuffer();
        foreach (var limit in Limits)
        {
            buffer.Truncate(0);
            var start = buffer.Open(OtlpSpan.Tag);
            if (TryCopy(span, buffer, limit, Encoding.UTF8.GetBytes(mark), out var isMarked, out var isShorter) && isShorter)
            {
                if (!isMarked)
                {
                    OtlpAttribute.Write(buffer, OtlpAttribute.OfSpan, mark, value: true);
                }

                buffer.Close(start);
                if (buffer.Length <= MostBytes || limit == Limits[^1])
                {
                    return buffer.Length < span.Length ? buffer.Written.ToArray() : null;
                }
            }
        }

        return null;
    }

    private static bool TryCopy(ReadOnlySpan<byte> span, OtlpBuffer buffer, int limit, ReadOnlySpan<byte> mark, out bool isMarked, out bool isShorter)
    {
        (isMarked, isShorter) = (false, false);
        var rest = span[1..];
        if (!Varint.TryRead(ref rest, out _))
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var field = rest;
            if (!TrySkip(ref rest))
            {
                return false;
            }

            field = field[..^rest.Length];
            if (field[0] is OtlpAttribute.OfSpan or EventsTag && field.Length > limit)
            {
                isShorter = true;
                continue;
            }

            isMarked |= field[0] == OtlpAttribute.OfSpan && field.IndexOf(mark) >= 0;
            buffer.Bytes(field);
        }

        return true;
    }

    /// <summary>Moves past a field: its tag and its value.</summary>
    private static bool TrySkip(ref ReadOnlySpan<byte> bytes)
    {
        const int Number = 0;
        const int EightBytes = 1;
        const int Message = 2;
        const int FourBytes = 5;
        if (!Varint.TryRead(ref bytes, out var tag))
        {
            return false;
        }

        ulong length = 0;
        switch ((int)(tag & 7))
        {
            case Number:
                return Varint.TryRead(ref bytes, out _);
            case EightBytes:
                length = 8;
                break;
            case Message when Varint.TryRead(ref bytes, out length):
                break;
            case FourBytes:
                length = 4;
                break;
            default:
                return false;
        }

        if (length > (ulong)bytes.Length)
        {
            return false;
        }

        bytes = bytes[(int)length..];
        return true;
    }
}
