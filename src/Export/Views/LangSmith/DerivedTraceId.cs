using System.Buffers.Binary;
using System.Diagnostics;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Views.LangSmith;

/// <summary>
/// The trace that LangSmith shows a request in instead of the caller's trace: made of the caller's trace and the request's root, so that
/// every span of it, on any machine and at any time, has the same, and no two requests of one caller share it.
/// </summary>
internal static class DerivedTraceId
{
    /// <summary>Makes the id.</summary>
    public static OtlpTraceId Derive(ActivityTraceId trace, ActivitySpanId root)
    {
        var (high, low) = OtlpTraceId.FromActivity(trace);
        Span<byte> bytes = stackalloc byte[8];
        root.CopyTo(bytes);
        var span = BinaryPrimitives.ReadUInt64BigEndian(bytes);

        // Ids are random as a rule, but not where callers choose them: each bit of the three reaches all of the result.
        var first = Mix(high ^ Mix(low ^ Mix(span)));
        return new(first, Mix(first ^ Mix(high + span) ^ low) | 1);
    }

    /// <summary>The finaliser of SplitMix64, a bijection.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
