using System.Buffers.Binary;
using System.Diagnostics;

namespace TracedLlm.Export.Otlp;

/// <summary>A trace id as two numbers. A derived id does not allocate the string that an <see cref="ActivityTraceId"/> has inside.</summary>
/// <param name="High">Its first eight bytes.</param>
/// <param name="Low">Its last eight bytes.</param>
internal readonly record struct OtlpTraceId(ulong High, ulong Low)
{
    public static OtlpTraceId FromActivity(ActivityTraceId id)
    {
        Span<byte> bytes = stackalloc byte[16];

        // Not ActivityTraceId.CopyTo, which branches on every digit; digits are random.
        Convert.FromHexString(id.ToHexString(), bytes, out _, out _);
        return new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>Writes its sixteen bytes.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }
}
