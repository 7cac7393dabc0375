using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Export.Sampling;

/// <summary>
/// The 56 bits of a trace that decide whether the trace is in a part of all traces. All replicas of a gateway compute the same bits.
/// </summary>
/// <remarks>
/// OpenTelemetry takes the last 56 bits of the trace id, or <c>rv</c> of <c>tracestate</c>. Callers may choose both, so that they count
/// only if the callers are fully trusted. Otherwise the id is hashed, and the export writes the hash as <c>rv</c>: samplers behind the
/// gateway then choose the same traces. All requests of a trace have the same bits, whoever has begun it.
/// </remarks>
/// <param name="isTrusted">Whether callers are fully trusted where no request says it.</param>
/// <param name="seed">A secret that is mixed into the ids of callers that are not trusted; <see langword="null"/> for none.</param>
internal sealed class TraceRandomness(bool isTrusted = false, string? seed = null)
{
    private const ulong Mask = SamplingThreshold.Limit - 1;

    private readonly byte[]? _seed = string.IsNullOrEmpty(seed) ? null : Encoding.UTF8.GetBytes(seed);

    /// <summary>Whether the export states the bits, because another reader would not compute them from the id.</summary>
    public bool IsStated => !isTrusted;

    /// <summary>Returns the bits of a trace.</summary>
    /// <param name="trace">Its id.</param>
    /// <param name="traceState">The <c>tracestate</c> that came with it.</param>
    public ulong Compute(ActivityTraceId trace, string? traceState) => Compute(trace, traceState, isTrusted);

    /// <summary>Returns the bits of the trace of a request.</summary>
    /// <param name="trace">Its id.</param>
    /// <param name="traceState">The <c>tracestate</c> that came with it.</param>
    /// <param name="isCallerTrusted">Whether the caller of this request is fully trusted.</param>
    public ulong Compute(ActivityTraceId trace, string? traceState, bool isCallerTrusted)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        if (isCallerTrusted)
        {
            return SamplingState.FindRandomness(traceState) ?? (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & Mask);
        }

        return (_seed is null ? Hash(bytes) : Hash(bytes, _seed)) & Mask;
    }

    private static ulong Hash(ReadOnlySpan<byte> id) =>
        Mix(BinaryPrimitives.ReadUInt64BigEndian(id) ^ Mix(BinaryPrimitives.ReadUInt64BigEndian(id[8..])));

    private static ulong Hash(ReadOnlySpan<byte> id, byte[] seed)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, id, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
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
