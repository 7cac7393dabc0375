using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Json;

/// <summary>A block in four vectors of 128 bits.</summary>
internal readonly struct JsonBlock128(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Vector128<byte> fourth) : IJsonBlock<JsonBlock128>
{
    private static Vector128<byte> Bit5 => Vector128.Create((byte)0x20);

    public ulong Quotes => Equal(first, second, third, fourth, (byte)'"');

    public ulong Backslashes => Equal(first, second, third, fourth, (byte)'\\');

    public ulong Opening => Equal(first | Bit5, second | Bit5, third | Bit5, fourth | Bit5, (byte)'{');

    public ulong Closing => Equal(first | Bit5, second | Bit5, third | Bit5, fourth | Bit5, (byte)'}');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock128 Load(ref byte start) =>
        new(Vector128.LoadUnsafe(ref start), Vector128.LoadUnsafe(ref start, 16), Vector128.LoadUnsafe(ref start, 32), Vector128.LoadUnsafe(ref start, 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Vector128<byte> fourth, byte value)
    {
        var sought = Vector128.Create(value);
        return Vector128.Equals(first, sought).ExtractMostSignificantBits()
            | ((ulong)Vector128.Equals(second, sought).ExtractMostSignificantBits() << 16)
            | ((ulong)Vector128.Equals(third, sought).ExtractMostSignificantBits() << 32)
            | ((ulong)Vector128.Equals(fourth, sought).ExtractMostSignificantBits() << 48);
    }
}
