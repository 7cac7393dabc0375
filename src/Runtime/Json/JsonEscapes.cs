using System.Runtime.CompilerServices;

namespace TracedLlm.Json;

/// <summary>Which characters are escaped: those that follow an odd number of backslashes, from block to block.</summary>
internal struct JsonEscapes
{
    private const ulong EvenBits = 0x5555555555555555;

    // 1 if the first character of the next block is escaped.
    private ulong _carried;

    /// <summary>The escaped characters of a block with these backslashes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next(ulong backslashes)
    {
        if (backslashes == 0)
        {
            var first = _carried;
            _carried = 0;
            return first;
        }

        // Runs of backslashes that start on an odd bit are added to themselves: the carry comes out behind the run, and its
        // place says whether the run's length is odd.
        backslashes &= ~_carried;
        var following = (backslashes << 1) | _carried;
        var oddStarts = backslashes & ~EvenBits & ~following;
        var sum = oddStarts + backslashes;
        _carried = sum < oddStarts ? 1UL : 0UL;
        return (EvenBits ^ (sum << 1)) & following;
    }
}
