using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Export;

/// <summary>Narrows short texts of ASCII, which most attributes are: for these the framework's transcoders cost more than the work.</summary>
internal static class AsciiText
{
    /// <summary>Writes <paramref name="text"/> as one byte a character; false, with something written, if it has any that is not ASCII.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Room for it, of at least its length.</param>
    public static bool TryWrite(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var length = text.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, length);
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref var to = ref MemoryMarshal.GetReference(bytes);
        if (length < Vector128<ushort>.Count)
        {
            var seen = 0;
            for (var i = 0; i < length; i++)
            {
                var letter = Unsafe.Add(ref from, i);
                seen |= letter;
                Unsafe.Add(ref to, i) = (byte)letter;
            }

            return seen < 0x80;
        }

        var all = Vector128<ushort>.Zero;
        var last = length - Vector128<ushort>.Count;
        for (var i = 0; i < last; i += Vector128<ushort>.Count)
        {
            all |= Narrow(ref from, ref to, i);
        }

        // The last eight may overlap those before.
        all |= Narrow(ref from, ref to, last);
        return (all & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Narrow(ref ushort from, ref byte to, int at)
    {
        var letters = Vector128.LoadUnsafe(ref from, (nuint)at);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Vector128.Narrow(letters, letters).AsUInt64().ToScalar());
        return letters;
    }
}
