using System.Runtime.CompilerServices;

namespace TracedLlm.Json;

/// <summary>Finds the escaped characters of consecutive blocks: the characters that follow an odd number of backslashes.</summary>
internal struct JsonEscapes
{
    private const ulong EvenBits = 0x5555555555555555;

    // 1 if the previous block escapes the first character of the next block.
    private ulong _carried;

    /// <summary>The escaped characters of the next block, from the mask of its backslashes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next(ulong backslashes)
    {
        if (backslashes == 0)
        {
            var first = _carried;
            _carried = 0;
            return first;
        }

        // The sum adds each run of backslashes that starts on an odd bit to itself. The carry ends up behind the run, and its
        // position shows whether the length of the run is odd.
        backslashes &= ~_carried;
        var following = (backslashes << 1) | _carried;
        var oddStarts = backslashes & ~EvenBits & ~following;
        var sum = oddStarts + backslashes;
        _carried = sum < oddStarts ? 1UL : 0UL;
        return (EvenBits ^ (sum << 1)) & following;
    }
}
