using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Json;

/// <summary>A block in one vector of 512 bits.</summary>
internal readonly struct JsonBlock512(Vector512<byte> bytes) : IJsonBlock<JsonBlock512>
{
    public ulong Quotes => Equal(bytes, (byte)'"');

    public ulong Backslashes => Equal(bytes, (byte)'\\');

    public ulong Opening => Equal(bytes | Vector512.Create((byte)0x20), (byte)'{');

    public ulong Closing => Equal(bytes | Vector512.Create((byte)0x20), (byte)'}');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock512 Load(ref byte start) => new(Vector512.LoadUnsafe(ref start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(Vector512<byte> bytes, byte value) => Vector512.Equals(bytes, Vector512.Create(value)).ExtractMostSignificantBits();
}
