using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Export.Otlp;

/// <summary>Writes ASCII texts, which nearly all texts of a span are. Each character becomes one byte.</summary>
internal static class AsciiText
{
    private const ushort NotAscii = 0xFF80;

    /// <summary>Writes a text; <see langword="false"/> if it is not ASCII: the written bytes are undefined then.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place of the first byte, with room for the whole text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(ReadOnlySpan<char> text, ref byte at)
    {
        ref var source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        return text.Length switch
        {
            > 32 => TryWriteLong(ref source, text.Length, ref at),
            >= 16 => TryWriteSixteens(ref source, text.Length, ref at),
            >= 8 => TryWriteEights(ref source, text.Length, ref at),
            _ => TryWriteFew(ref source, text.Length, ref at),
        };
    }

    private static bool TryWriteLong(ref ushort source, int length, ref byte at)
    {
        var seen = Vector128<ushort>.Zero;
        var last = length - 16;
        for (var index = 0; ; index = Math.Min(index + 16, last))
        {
            seen |= Block(ref source, index, ref at);
            if (index == last)
            {
                return IsAscii(seen);
            }
        }
    }

    // A text of up to twice the size of a block is written as two blocks, which may overlap.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteSixteens(ref ushort source, int length, ref byte at) =>
        IsAscii(Block(ref source, 0, ref at) | Block(ref source, length - 16, ref at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteEights(ref ushort source, int length, ref byte at)
    {
        var one = Vector128.LoadUnsafe(ref source);
        var other = Vector128.LoadUnsafe(ref source, (nuint)(length - 8));
        var bytes = Vector128.Narrow(one, other).AsUInt64();
        Unsafe.WriteUnaligned(ref at, bytes.GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, length - 8), bytes.GetElement(1));
        return IsAscii(one | other);
    }

    private static bool TryWriteFew(ref ushort source, int length, ref byte at)
    {
        var seen = 0;
        for (var index = 0; index < length; index++)
        {
            var character = Unsafe.Add(ref source, index);
            seen |= character;
            Unsafe.Add(ref at, index) = (byte)character;
        }

        return (seen & NotAscii) == 0;
    }

    /// <summary>Writes sixteen characters, and returns the bits that any of them has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Block(ref ushort source, int index, ref byte at)
    {
        var one = Vector128.LoadUnsafe(ref source, (nuint)index);
        var other = Vector128.LoadUnsafe(ref source, (nuint)index + 8);
        Vector128.Narrow(one, other).StoreUnsafe(ref at, (nuint)index);
        return one | other;
    }

    private static bool IsAscii(Vector128<ushort> seen) => (seen & Vector128.Create(NotAscii)) == Vector128<ushort>.Zero;
}
