using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Json;

/// <summary>A block in two vectors of 256 bits.</summary>
internal readonly struct JsonBlock256(Vector256<byte> first, Vector256<byte> second) : IJsonBlock<JsonBlock256>
{
    private static Vector256<byte> Bit5 => Vector256.Create((byte)0x20);

    public ulong Quotes => Equal(first, second, (byte)'"');

    public ulong Backslashes => Equal(first, second, (byte)'\\');

    public ulong Opening => Equal(first | Bit5, second | Bit5, (byte)'{');

    public ulong Closing => Equal(first | Bit5, second | Bit5, (byte)'}');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock256 Load(ref byte start) => new(Vector256.LoadUnsafe(ref start), Vector256.LoadUnsafe(ref start, 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(Vector256<byte> first, Vector256<byte> second, byte value)
    {
        var sought = Vector256.Create(value);
        return Vector256.Equals(first, sought).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(second, sought).ExtractMostSignificantBits() << 32);
    }
}
