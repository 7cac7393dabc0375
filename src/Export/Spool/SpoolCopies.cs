namespace TracedLlm.Export.Spool;

/// <summary>
/// The records of one destination that were found together, so that a batch that is on disk twice is sent once. Ids of spans are in the
/// batches, so that two batches with the same checksum, length, number of spans and time are copies of each other.
/// </summary>
internal sealed class SpoolCopies
{
    private readonly Dictionary<SpoolRecord, (SpoolSegment Segment, long Offset)> _records = [];

    /// <summary>Whether the batch of <paramref name="record"/> was found before and can be read there; adds it otherwise.</summary>
    public bool Contains(SpoolRecord record, SpoolSegment segment, long offset)
    {
        if (record.Length == 0 || _records.TryAdd(record, (segment, offset)))
        {
            return false;
        }

        var (other, at) = _records[record];
        if (other == segment && at == offset)
        {
            return false;
        }

        if (other.IsSound(at, record))
        {
            return true;
        }

        _records[record] = (segment, offset);
        return false;
    }
}
