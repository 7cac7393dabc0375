using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Arm = System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace TracedLlm.Json;

/// <summary>
/// The scan state inside an object or array: how deeply the blocks read so far are nested, and whether they end inside a string.
/// </summary>
internal struct JsonNesting()
{
    private JsonEscapes _escapes;
    private ulong _inString;
    private int _depth = 1;
    private int _deepest = Utf8JsonCursor.MaxDepth;

    public readonly bool IsTooDeep => _deepest == int.MaxValue;

    /// <summary>Reads the next block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="before">How many bytes at the start of the block an earlier call has read. The result counts from behind them.</param>
    /// <returns>The position of the bracket that closes the container; -1 if this block does not contain it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next<TBlock>(TBlock block, int before)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        var quotes = (block.Quotes >> before) & ~_escapes.Next(block.Backslashes >> before);
        var strings = _inString;
        if (quotes != 0)
        {
            strings ^= ParityUpTo(quotes);
            _inString = (ulong)((long)strings >> 63);
        }

        // The block lies inside a string: the common case, because most bytes of a request are texts.
        if (strings == ulong.MaxValue)
        {
            return -1;
        }

        var opening = (block.Opening >> before) & ~strings;
        var closing = (block.Closing >> before) & ~strings;
        if ((opening | closing) == 0)
        {
            return -1;
        }

        var opened = BitOperations.PopCount(opening);
        var closed = BitOperations.PopCount(closing);
        if (_depth <= closed || _depth + opened > _deepest)
        {
            // Walk gets copies, so that the caller's loop can keep this state in registers.
            var (depth, deepest) = (_depth, _deepest);
            var end = Walk(opening, closing, ref depth, ref deepest);
            (_depth, _deepest) = (depth, deepest);
            return end;
        }

        _depth += opened - closed;
        return -1;
    }

    // As its callers in JsonScan: only they have it compiled.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Walk(ulong opening, ulong closing, ref int depth, ref int deepest)
    {
        for (var brackets = opening | closing; brackets != 0; brackets &= brackets - 1)
        {
            var place = BitOperations.TrailingZeroCount(brackets);
            if ((closing >> place & 1) == 0)
            {
                depth++;
                if (depth > deepest)
                {
                    deepest = int.MaxValue;
                }
            }
            else if (--depth == 0)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Bit n is set if an odd number of the bits 0 to n are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ParityUpTo(ulong bits)
    {
        if (X86.Pclmulqdq.IsSupported)
        {
            return X86.Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        if (Arm.Aes.IsSupported)
        {
            return Arm.Aes.PolynomialMultiplyWideningLower(Vector64.Create(bits), Vector64<ulong>.AllBitsSet).ToScalar();
        }

        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
