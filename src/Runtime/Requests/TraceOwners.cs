using System.Diagnostics;

namespace TracedLlm.Requests;

/// <summary>
/// Whose the latest traces of this process are: the team of their first request's key, or the key itself. It has a fixed size and
/// allocates nothing; a newer trace takes the place of an older one.
/// </summary>
internal sealed class TraceOwners
{
    // 384 KiB: the traces of some minutes. A power of two.
    private const int Places = 16 * 1024;

    // Guards the array. It is held for a few instructions.
    private readonly Lock _gate = new();
    private (TraceBits Trace, int Owner)[]? _places;

    /// <summary>
    /// Whether another team, or another key without a team, had the first request of a trace. The owner of a trace that is not known
    /// becomes the caller.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="caller">The caller: its team or key; <see langword="null"/> if it is not known, who owns nothing.</param>
    public bool IsOfOthers(ActivityTraceId trace, string? caller)
    {
        var bits = TraceBits.Read(trace);
        var owner = caller is null ? 0 : caller.GetHashCode(StringComparison.Ordinal) | 1;
        lock (_gate)
        {
            _places ??= new (TraceBits, int)[Places];
            ref var place = ref _places[(int)(bits.Low & (Places - 1))];
            if (place.Owner != 0 && place.Trace == bits)
            {
                return place.Owner != owner;
            }

            if (owner != 0)
            {
                place = (bits, owner);
            }

            return false;
        }
    }

    private readonly record struct TraceBits(ulong High, ulong Low)
    {
        public static TraceBits Read(ActivityTraceId trace)
        {
            Span<byte> bytes = stackalloc byte[16];
            trace.CopyTo(bytes);
            return new(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]));
        }
    }
}
