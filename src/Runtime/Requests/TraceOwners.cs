using System.Diagnostics;

namespace TracedLlm.Requests;

/// <summary>
/// Whose the latest traces of this process are: the team of their first request's key, or the key itself. It has a fixed size and
/// allocates nothing; a newer trace takes the place of an older one. Callers choose ids, but not the place: a number of the process is part
/// of it, so that no single request removes the owner of a trace.
/// </summary>
internal sealed class TraceOwners
{
    // 384 KiB: the traces of some minutes. Powers of two.
    private const int Sets = 4 * 1024;
    private const int PlacesOfSet = 4;

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
            _places ??= new (TraceBits, int)[Sets * PlacesOfSet];
            var set = _places.AsSpan((HashCode.Combine(bits.High, bits.Low) & (Sets - 1)) * PlacesOfSet, PlacesOfSet);
            for (var i = 0; i < set.Length; i++)
            {
                if (set[i].Owner != 0 && set[i].Trace == bits)
                {
                    var known = set[i];
                    SetFirst(set[..(i + 1)], known);
                    return known.Owner != owner;
                }
            }

            if (owner != 0)
            {
                SetFirst(set, (bits, owner));
            }

            return false;
        }
    }

    // The first place has the trace that was used last; the last one is lost.
    private static void SetFirst(Span<(TraceBits Trace, int Owner)> set, (TraceBits Trace, int Owner) first)
    {
        set[..^1].CopyTo(set[1..]);
        set[0] = first;
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
