using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Json;

/// <summary>
/// Finds the end of a string or container without tokenising it. The scan reads 64 bytes at a time and makes bit masks of their
/// quotes, backslashes and brackets. The method is that of simdjson (Langdale and Lemire, 2019, arXiv:1902.08318, section 3.1).
/// </summary>
internal static class JsonScan
{
    private const int ShortString = 64;

    /// <summary>The closing quote of the string whose content starts at <paramref name="start"/>; -1 if the string does not end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfString(ReadOnlySpan<byte> json, int start, out bool escaped)
    {
        escaped = false;
        return TryFindShortEnd(json, start, out var end) ? end : EndOfLongString(json, start, out escaped);
    }

    /// <summary>Finds the closing quote if it lies within the next 16 bytes and no backslash precedes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFindShortEnd(ReadOnlySpan<byte> json, int start, out int end)
    {
        if (Vector128.IsHardwareAccelerated && start <= json.Length - Vector128<byte>.Count)
        {
            var found = QuotesAndBackslashes(ref MemoryMarshal.GetReference(json), start);
            end = start + BitOperations.TrailingZeroCount(found);
            return found != 0 && json[end] == '"';
        }

        end = start;
        return false;
    }

    // Machine code made ahead of time cannot hold the widest vectors: the JIT compiles this scan in every process. Optimized at once it
    // is one method; with tiers it is a dozen, and a tenth as fast until each has been called often.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int EndOfLongString(ReadOnlySpan<byte> json, int start, out bool escaped)
    {
        escaped = false;
        var position = start;
        if (Vector128.IsHardwareAccelerated)
        {
            // Most strings are short, so that the scan starts with steps of 16 bytes instead of 64.
            var stop = Math.Min(json.Length, start + ShortString) - Vector128<byte>.Count;
            for (; position <= stop; position += Vector128<byte>.Count)
            {
                var found = QuotesAndBackslashes(ref MemoryMarshal.GetReference(json), position);
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
    /// The bracket that closes the object or array whose content starts at <paramref name="start"/>; -1 if the container does not end.
    /// The scan counts brackets and does not pair them: <c>[}</c> is an empty array.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int EndOfContainer(ReadOnlySpan<byte> json, int start, out bool tooDeep) =>
        Vector512.IsHardwareAccelerated ? EndOfContainer<JsonBlock512>(json, start, out tooDeep)
        : Vector256.IsHardwareAccelerated ? EndOfContainer<JsonBlock256>(json, start, out tooDeep)
        : Vector128.IsHardwareAccelerated ? EndOfContainer<JsonBlock128>(json, start, out tooDeep)
        : EndOfContainer<JsonBlockOfWords>(json, start, out tooDeep);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int EndOfString<TBlock>(ReadOnlySpan<byte> json, int start, out bool escaped)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        var escapes = default(JsonEscapes);
        var seen = 0UL;
        ref var origin = ref MemoryMarshal.GetReference(json);
        for (var position = start; position < json.Length; position += 64)
        {
            var block = position <= json.Length - 64 ? TBlock.Load(ref Unsafe.Add(ref origin, position)) : LastBlock<TBlock>(json);
            var before = Math.Max(0, position - (json.Length - 64));
            var backslashes = block.Backslashes >> before;
            var quotes = (block.Quotes >> before) & ~escapes.Next(backslashes);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int EndOfContainer<TBlock>(ReadOnlySpan<byte> json, int start, out bool tooDeep)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        var nesting = new JsonNesting();
        ref var origin = ref MemoryMarshal.GetReference(json);
        var end = -1;
        var position = start;
        for (; position <= json.Length - 64; position += 64)
        {
            end = nesting.Next(TBlock.Load(ref Unsafe.Add(ref origin, position)), before: 0);
            if (end >= 0)
            {
                break;
            }
        }

        if (end < 0 && position < json.Length)
        {
            end = nesting.Next(LastBlock<TBlock>(json), position - (json.Length - 64));
        }

        tooDeep = nesting.IsTooDeep;
        return end < 0 ? -1 : position + end;
    }

    /// <summary>The last 64 bytes of a document. For a shorter document, zeros precede its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TBlock LastBlock<TBlock>(ReadOnlySpan<byte> json)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        if (json.Length >= 64)
        {
            return TBlock.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(json), json.Length - 64));
        }

        Span<byte> whole = stackalloc byte[64];
        json.CopyTo(whole[(64 - json.Length)..]);
        return TBlock.Load(ref MemoryMarshal.GetReference(whole));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint QuotesAndBackslashes(ref byte json, int position)
    {
        var bytes = Vector128.LoadUnsafe(ref json, (nuint)position);
        return (Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
    }
}
