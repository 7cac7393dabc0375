using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm;

/// <summary>
/// Finds where a string or container ends without tokenising it: 64 bytes at a time, as bit masks of their quotes,
/// backslashes and brackets. The method is that of simdjson (Langdale and Lemire, 2019, arXiv:1902.08318, section 3.1).
/// </summary>
internal static class JsonScan
{
    private const int ShortString = 64;

    /// <summary>The closing quote of the string whose content starts at <paramref name="start"/>; -1 where there is none.</summary>
    public static int EndOfString(ReadOnlySpan<byte> json, int start, out bool escaped)
    {
        escaped = false;
        var position = start;
        if (Vector128.IsHardwareAccelerated)
        {
            // Most strings are short, and names always: a quarter of a block at a time.
            var stop = Math.Min(json.Length, start + ShortString) - Vector128<byte>.Count;
            ref var origin = ref MemoryMarshal.GetReference(json);
            for (; position <= stop; position += Vector128<byte>.Count)
            {
                var bytes = Vector128.LoadUnsafe(ref origin, (nuint)position);
                var found = (Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
                if (found != 0)
                {
                    position += BitOperations.TrailingZeroCount(found);
                    if (json[position] == '"')
                    {
                        return position;
                    }

                    break;
                }
            }
        }

        return Vector512.IsHardwareAccelerated ? EndOfString<JsonBlock512>(json, position, out escaped)
            : Vector256.IsHardwareAccelerated ? EndOfString<JsonBlock256>(json, position, out escaped)
            : Vector128.IsHardwareAccelerated ? EndOfString<JsonBlock128>(json, position, out escaped)
            : EndOfString<JsonBlockOfWords>(json, position, out escaped);
    }

    /// <summary>
    /// The bracket that closes the object or array whose content starts at <paramref name="start"/>; -1 where there is none.
    /// Brackets are counted, not paired: <c>[}</c> is an empty array.
    /// </summary>
    public static int EndOfContainer(ReadOnlySpan<byte> json, int start, out bool tooDeep) =>
        Vector512.IsHardwareAccelerated ? EndOfContainer<JsonBlock512>(json, start, out tooDeep)
        : Vector256.IsHardwareAccelerated ? EndOfContainer<JsonBlock256>(json, start, out tooDeep)
        : Vector128.IsHardwareAccelerated ? EndOfContainer<JsonBlock128>(json, start, out tooDeep)
        : EndOfContainer<JsonBlockOfWords>(json, start, out tooDeep);

    public static int EndOfString<TBlock>(ReadOnlySpan<byte> json, int start, out bool escaped)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        var escapes = default(JsonEscapes);
        var seen = 0UL;
        ref var origin = ref MemoryMarshal.GetReference(json);
        var position = start;
        for (; position <= json.Length - 64; position += 64)
        {
            var block = TBlock.Load(ref Unsafe.Add(ref origin, position));
            var backslashes = block.Backslashes;
            var quotes = block.Quotes & ~escapes.Next(backslashes);
            if (quotes != 0)
            {
                escaped = (seen | (backslashes & (quotes ^ (quotes - 1)))) != 0;
                return position + BitOperations.TrailingZeroCount(quotes);
            }

            seen |= backslashes;
        }

        if (position < json.Length)
        {
            Span<byte> rest = stackalloc byte[64];
            json[position..].CopyTo(rest);
            var block = TBlock.Load(ref MemoryMarshal.GetReference(rest));
            var backslashes = block.Backslashes;
            var quotes = block.Quotes & ~escapes.Next(backslashes);
            if (quotes != 0)
            {
                escaped = (seen | (backslashes & (quotes ^ (quotes - 1)))) != 0;
                return position + BitOperations.TrailingZeroCount(quotes);
            }

            seen |= backslashes;
        }

        escaped = false;
        return -1;
    }

    public static int EndOfContainer<TBlock>(ReadOnlySpan<byte> json, int start, out bool tooDeep)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        var state = new JsonNesting();
        ref var origin = ref MemoryMarshal.GetReference(json);
        var position = start;
        for (; position <= json.Length - 64; position += 64)
        {
            var end = state.Next(TBlock.Load(ref Unsafe.Add(ref origin, position)));
            if (end >= 0)
            {
                tooDeep = state.IsTooDeep;
                return position + end;
            }
        }

        if (position < json.Length)
        {
            Span<byte> rest = stackalloc byte[64];
            json[position..].CopyTo(rest);
            var end = state.Next(TBlock.Load(ref MemoryMarshal.GetReference(rest)));
            if (end >= 0)
            {
                tooDeep = state.IsTooDeep;
                return position + end;
            }
        }

        tooDeep = state.IsTooDeep;
        return -1;
    }
}
