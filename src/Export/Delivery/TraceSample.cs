using System.Buffers.Binary;
using System.Diagnostics;

namespace TracedLlm.Export.Delivery;

/// <summary>Chooses a part of all traces by their ids. Callers may choose ids that are not random, so that the ids are hashed first.</summary>
internal static class TraceSample
{
    /// <summary>Whether <paramref name="trace"/> belongs to the part <paramref name="rate"/>, from 0 to 1. A larger part contains every smaller one.</summary>
    public static bool Includes(ActivityTraceId trace, double rate)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        var mixed = Mix(BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ Mix(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])));

        // A double holds 53 bits.
        return (mixed >> 11) * (1.0 / (1UL << 53)) < rate;
    }

    // The finaliser of MurmurHash3: every bit of the input changes half of the output's.
    private static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xFF51AFD7ED558CCD;
        value ^= value >> 33;
        value *= 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
