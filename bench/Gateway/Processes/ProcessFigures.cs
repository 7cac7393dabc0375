using System.Globalization;

namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>What a gateway has used since its start.</summary>
/// <param name="Processor">Processor time of all threads, in microseconds.</param>
/// <param name="Allocated">Bytes allocated.</param>
/// <param name="Pauses">Time in which the garbage collector stopped all threads, in microseconds.</param>
/// <param name="Collections">The number of garbage collections.</param>
/// <param name="Jitted">The number of methods that the JIT has compiled.</param>
/// <param name="Heap">Bytes on the heap.</param>
internal readonly record struct ProcessFigures(long Processor, long Allocated, long Pauses, long Collections, long Jitted, long Heap)
{
    public static ProcessFigures Parse(string line)
    {
        var values = line.Split(' ').Select(static value => long.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        return new(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    public static ProcessFigures operator -(ProcessFigures later, ProcessFigures earlier) => new(
        later.Processor - earlier.Processor,
        later.Allocated - earlier.Allocated,
        later.Pauses - earlier.Pauses,
        later.Collections - earlier.Collections,
        later.Jitted - earlier.Jitted,
        later.Heap);
}
