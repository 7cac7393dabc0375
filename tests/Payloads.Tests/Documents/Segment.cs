using System.Buffers;

namespace TracedLlm.Payloads.Tests.Documents;

/// <summary>A document in pieces.</summary>
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    private Segment(ReadOnlyMemory<byte> memory, Segment? before)
    {
        Memory = memory;
        if (before is not null)
        {
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }

    /// <summary>The document in two segments, split at <paramref name="position"/>.</summary>
    public static ReadOnlySequence<byte> Split(byte[] document, int position)
    {
        var first = new Segment(document.AsMemory(0, position), null);
        var second = new Segment(document.AsMemory(position), first);
        return new(first, 0, second, second.Memory.Length);
    }

    /// <summary>The document in segments of one byte.</summary>
    public static ReadOnlySequence<byte> SplitEverywhere(byte[] document)
    {
        var first = new Segment(document.AsMemory(0, 1), null);
        var last = first;
        for (var i = 1; i < document.Length; i++)
        {
            last = new Segment(document.AsMemory(i, 1), last);
        }

        return new(first, 0, last, 1);
    }
}
