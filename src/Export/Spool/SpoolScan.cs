namespace TracedLlm.Export.Spool;

/// <summary>
/// Walks through the records of a file. Where a record is damaged, it searches on for the next sound one, so that damage costs what is
/// damaged.
/// </summary>
/// <param name="reader">Reads the file.</param>
/// <param name="end">The offset behind the last byte of the file that is looked at.</param>
internal sealed class SpoolScan(SpoolReader reader, long end)
{
    private readonly List<SpoolGap> _gaps = [];

    /// <summary>The parts in front of <see cref="End"/> without a record that is to be sent, in order.</summary>
    public IReadOnlyList<SpoolGap> Gaps => _gaps;

    /// <summary>The offset behind the last record that is to be sent.</summary>
    public long End { get; private set; }

    /// <summary>How many spans the records have that are to be sent.</summary>
    public long Spans { get; private set; }

    /// <summary>When the first of these records was written.</summary>
    public long WrittenAt { get; private set; } = long.MaxValue;

    /// <summary>What cannot be read.</summary>
    public SpoolDamage Damage { get; private set; }

    /// <summary>Where a batch begins whose header was never written; <see langword="null"/> if the file does not end with one.</summary>
    public long? Unfinished { get; private set; }

    /// <summary>Finds the records.</summary>
    /// <param name="from">Where the first record begins.</param>
    /// <param name="wholly">Whether the bytes of the batches are compared with their checksums too, not only the headers.</param>
    /// <param name="isCopy">Whether the record at an offset is sent from elsewhere.</param>
    public void Run(long from, bool wholly, Func<long, SpoolRecord, bool>? isCopy = null)
    {
        End = from;
        var (at, isFound) = (from, false);

        // The record in front of `at`, if its batch was not compared with its checksum.
        (long Offset, SpoolRecord Record)? unproven = null;
        while (at < end)
        {
            var isKnown = reader.TryHeader(at, out var record);
            if (isKnown && IsWhole(at, record, wholly || isFound))
            {
                var mustProve = wholly || isFound;
                var copied = isCopy is not null && isCopy(at, record) && (mustProve || reader.IsSound(at, record));
                if (copied)
                {
                    Skip(at, at + record.WholeLength);
                }
                else
                {
                    Add(at, record);
                }

                unproven = mustProve || copied ? null : (at, record);
                (at, isFound) = (at + record.WholeLength, false);
                continue;
            }

            // A batch that has lost bytes, so that the next record is not where it should be.
            if (!isKnown && unproven is var (offset, before) && !reader.IsSound(offset, before))
            {
                Spans -= before.Spans;
                (at, isKnown, record) = (offset, true, before);
            }

            (unproven, var start) = (null, at);
            (at, isFound) = GetNext(at, isKnown ? record : null, isFound);
            if (!isKnown && at == end && IsUnwritten(start))
            {
                Unfinished = start;
            }
            else
            {
                Damage += new SpoolDamage(at - start, isKnown ? record.Spans : 0);
            }

            Skip(start, at);
        }

        if (_gaps.Count > 0 && _gaps[^1].Start >= End)
        {
            _gaps.RemoveAt(_gaps.Count - 1);
        }
    }

    private bool IsWhole(long at, in SpoolRecord record, bool mustProve) =>
        at + record.WholeLength <= end && (!mustProve || reader.IsSound(at, record));

    // A batch may have lost so many bytes that other records are where it was. In a file of version 1 the text of a caller could pass for
    // such a record: if a record begins at the end of the batch, the batch is not searched.
    private (long At, bool IsFound) GetNext(long at, SpoolRecord? known, bool isFound)
    {
        if (known is not { } record)
        {
            return (SpoolSearch.FindHeader(reader, at + 1, end), true);
        }

        var next = at + record.WholeLength;
        return reader.Salt == 0 && !isFound && (next == end || (next < end && reader.TryHeader(next, out _)))
            ? (next, false)
            : (SpoolSearch.FindHeader(reader, at + SpoolRecord.Size, end), true);
    }

    private void Add(long at, in SpoolRecord record)
    {
        Spans += record.Spans;
        WrittenAt = Math.Min(WrittenAt, record.WrittenAt);
        End = at + record.WholeLength;
    }

    private void Skip(long start, long next)
    {
        if (_gaps.Count > 0 && _gaps[^1].End == start)
        {
            _gaps[^1] = _gaps[^1] with { End = next };
        }
        else
        {
            _gaps.Add(new(start, next));
        }

        // A record that was taken back is in this gap.
        End = Math.Min(End, _gaps[^1].Start);
    }

    // The header of a record is written after its batch.
    private bool IsUnwritten(long start)
    {
        Span<byte> header = stackalloc byte[(int)Math.Min(SpoolRecord.Size, end - start)];
        return SpoolReader.TryFill(reader.File, header, start) && !header.ContainsAnyExcept((byte)0);
    }
}
