using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Export;

/// <summary>Texts that are ASCII, as nearly all of a span are: each character is a byte, and short ones cost no more than their bytes.</summary>
internal static class AsciiText
{
    private const ushort NotAscii = 0xFF80;

    /// <summary>Writes a text; <see langword="false"/> if it is not ASCII, with anything in its place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to; there is room for it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(ReadOnlySpan<char> text, ref byte at)
    {
        ref var source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        return text.Length >= 16
            ? TryWriteLong(ref source, text.Length, ref at)
            : text.Length >= 8 ? TryWriteEights(ref source, text.Length, ref at) : TryWriteFew(ref source, text.Length, ref at);
    }

    private static bool TryWriteLong(ref ushort source, int length, ref byte at)
    {
        // The last block overlaps the one before it.
        var seen = Vector128<ushort>.Zero;
        var last = length - 16;
        for (var index = 0; ; index = Math.Min(index + 16, last))
        {
            var one = Vector128.LoadUnsafe(ref source, (nuint)index);
            var other = Vector128.LoadUnsafe(ref source, (nuint)index + 8);
            seen |= one | other;
            Vector128.Narrow(one, other).StoreUnsafe(ref at, (nuint)index);
            if (index == last)
            {
                return (seen & Vector128.Create(NotAscii)) == Vector128<ushort>.Zero;
            }
        }
    }

    private static bool TryWriteEights(ref ushort source, int length, ref byte at)
    {
        var one = Vector128.LoadUnsafe(ref source);
        var other = Vector128.LoadUnsafe(ref source, (nuint)(length - 8));
        var bytes = Vector128.Narrow(one, other);
        Unsafe.WriteUnaligned(ref at, bytes.AsUInt64().GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, length - 8), bytes.AsUInt64().GetElement(1));
        return ((one | other) & Vector128.Create(NotAscii)) == Vector128<ushort>.Zero;
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
}
