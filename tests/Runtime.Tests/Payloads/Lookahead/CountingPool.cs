using System.Buffers;
using System.Collections.Concurrent;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A pool that knows which arrays are out, and spoils what comes back, as the next owner would.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    public const byte Spoilt = 0xEE;

    private readonly ConcurrentDictionary<byte[], bool> _out = new(ReferenceEqualityComparer.Instance);
    private int _rented;
    private int _wrong;

    public int Rented => _rented;

    /// <summary>Arrays that are out now.</summary>
    public int Out => _out.Count;

    /// <summary>Returns of what was not out.</summary>
    public int WrongReturns => _wrong;

    public override byte[] Rent(int minimumLength)
    {
        Interlocked.Increment(ref _rented);
        var array = new byte[minimumLength + 7];
        Array.Fill(array, Spoilt);
        _out.TryAdd(array, true);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        Array.Fill(array, Spoilt);
        if (!_out.TryRemove(array, out _))
        {
            Interlocked.Increment(ref _wrong);
        }
    }
}
