using System.Buffers;
using System.Text;
using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Batches on disk that their writer has in memory, and batches of which several make one request.</summary>
public sealed class KeptBatchTests : IDisposable
{
    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void A_kept_batch_is_on_disk_and_not_read()
    {
        var spool = _directory.Open();
        var batch = Keep(spool, "one", 3);

        Assert.Equal((3, 3, "a"), (batch.Spans, batch.Length, batch.Destination));
        Assert.Equal((3L, false), (spool.Count("a").Spans, spool.HasUnread("a")));
        Assert.Null(Read(spool, "a", out _));
        using var killed = _directory.Killed();
        Assert.Equal(["one"], Drain(killed.Open(), "a"));

        spool.Acknowledge(batch);
        Assert.Equal(default, spool.Total);
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void A_kept_batch_that_is_released_is_read_before_later_ones()
    {
        var spool = _directory.Open();
        var batch = Keep(spool, "one");
        Append(spool, "a", "two");
        spool.Release(batch);

        Assert.Equal(["one", "two"], Drain(spool, "a"));
        Assert.Equal(default, spool.Total);
    }

    [Fact]
    public void Kept_batches_and_others_are_independent()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        var second = Keep(spool, "two");
        var third = Keep(spool, "three");
        Append(spool, "a", "four");
        var fifth = Keep(spool, "five");
        Assert.Equal(5, spool.Count("a").Spans);
        using (var killed = _directory.Killed())
        {
            Assert.Equal(["one", "two", "three", "four", "five"], Drain(killed.Open(), "a"));
        }

        spool.Acknowledge(third);
        Assert.Equal(["one", "four"], Drain(spool, "a"));
        spool.Release(fifth);
        spool.Release(second);
        using (var killed = _directory.Killed())
        {
            // The third one comes again, because the second one in the same file has not arrived.
            Assert.Equal(["two", "three", "five"], Drain(killed.Open(), "a").Where(text => text != "four"));
        }

        Assert.Equal(["two", "five"], Drain(spool, "a"));
        Assert.Equal(default, spool.Total);
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void A_kept_batch_makes_room_as_others_do_and_is_not_removed_for_others()
    {
        var spool = _directory.Open(options => options with { MaxBytes = 4_000, SegmentBytes = 1_000 });
        Append(spool, "a", new string('x', 1_500));
        var kept = Keep(spool, new string('y', 1_500));
        Assert.True(Append(spool, "a", new string('z', 1_500), 2));
        Assert.Equal((3L, false), (spool.Count("a").Spans, Append(spool, "a", new string('w', 3_000))));

        spool.Release(kept);
        Assert.Equal(new string('y', 1_500), Read(spool, "a", out _));
    }

    [Fact]
    public void A_batch_that_is_too_large_for_what_is_left_of_a_request_is_not_read()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 3);
        Append(spool, "a", "two", 2);
        Append(spool, "a", "three", 1);

        Assert.Null(ReadWithin(spool, 2, 100));
        Assert.Null(ReadWithin(spool, 100, 2));
        Assert.True(spool.HasUnread("a"));
        Assert.Equal("one", ReadWithin(spool, 3, 3));
        Assert.Equal("two", ReadWithin(spool, 2, 100));
        Assert.Null(ReadWithin(spool, 0, 100));
        Assert.Equal("three", ReadWithin(spool, 1, 5));
        Assert.Null(ReadWithin(spool, 100, 100));
        Assert.Equal(6, spool.Count("a").Spans);
    }

    public void Dispose() => _directory.Dispose();

    private static SpooledBatch Keep(FileSpool spool, string text, int spans = 1)
    {
        Assert.True(spool.TryKeep("a", Encoding.UTF8.GetBytes(text), spans, out var batch));
        return batch;
    }

    private static string? ReadWithin(FileSpool spool, int maxSpans, int maxBytes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        return spool.TryRead("a", buffer, out _, maxSpans, maxBytes) ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }
}
