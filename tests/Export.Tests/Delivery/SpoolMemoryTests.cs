using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The memory that batches from disk take. Spans that have just ended need it more, because they are nowhere else.</summary>
public sealed class SpoolMemoryTests : IDisposable
{
    private const int Limit = 64 * 1024;
    private const string Identity = "test";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("spool-");
    private readonly ManualClock _clock = new();
    private readonly ByteBudget _budget = new(Limit);
    private readonly HttpMessageInvoker _client = new(new ScriptedBackend());
    private readonly FileSpool _files;
    private readonly DeliveryContext _context;
    private readonly DestinationSpool _spool;

    public SpoolMemoryTests()
    {
        _files = FileSpool.Open(new SpoolOptions(_directory.FullName), new DeliveryLedger(), _clock, NullLogger.Instance);
        _context = new DeliveryContext(
            new PipelineSettings { Clock = _clock, MaxQueueBytes = Limit }, _client, [], _files, static () => { }, null);
        _spool = new DestinationSpool(_context, Identity, _budget);
    }

    [Theory]
    [InlineData(1_000, (Limit * 3 / 4) - (Limit / 8), true)]
    [InlineData(1_000, (Limit * 3 / 4) - (Limit / 8) + 1, false)]
    [InlineData(1_000, Limit, false)]
    [InlineData(Limit / 5, (Limit * 3 / 4) - (Limit / 5), true)]
    [InlineData(Limit / 5, (Limit * 3 / 4) - (Limit / 5) + 1, false)]
    [InlineData(Limit / 3, Limit / 2, true)]
    [InlineData(Limit / 3, (Limit / 2) + 1, false)]
    [InlineData(Limit, Limit / 2, true)]
    [InlineData(Limit, (Limit / 2) + 1, false)]
    public void A_batch_is_read_if_memory_has_room_for_it_beside_new_spans(int bytes, int used, bool isRead)
    {
        Append(bytes);
        _budget.AddEncoded(used);

        using var batch = _spool.TryRead(_clock.GetTimestamp());

        Assert.Equal(isRead ? bytes : null, batch?.Bytes);
        Assert.Equal(isRead ? used + bytes : used, _budget.Used);
        Assert.Equal(!isRead, _spool.HasUnread);
    }

    [Fact]
    public void Tasks_that_read_at_the_same_time_leave_room()
    {
        for (var record = 0; record < 8; record++)
        {
            Append(Limit / 5);
        }

        var batches = new SpanBatch?[8];
        Parallel.For(0, batches.Length, index => batches[index] = _spool.TryRead(_clock.GetTimestamp()));

        Assert.Equal(3, batches.Count(batch => batch is not null));
        Assert.Equal(3 * (Limit / 5), _budget.Used);
    }

    [Fact]
    public void A_batch_of_a_small_spool_keeps_few_of_its_files()
    {
        const int Size = 1_000;
        var folder = _directory.CreateSubdirectory("small");
        var options = new SpoolOptions(folder.FullName) { MaxBytes = 64 * Size, SegmentBytes = 1 };
        using var files = FileSpool.Open(options, new DeliveryLedger(), _clock, NullLogger.Instance);
        var context = new DeliveryContext(_context.Settings, _client, [], files, static () => { }, null);
        var spool = new DestinationSpool(context, Identity, _budget);
        for (var record = 0; record < 8; record++)
        {
            Assert.True(files.TryAppend(Identity, SpanOf(Size), 1));
        }

        using var batch = spool.TryRead(_clock.GetTimestamp())!;

        Assert.Equal(4, batch.Records.Count);
    }

    [Fact]
    public void Nothing_is_due_until_there_is_room_for_what_was_not_read()
    {
        const int Size = Limit / 3;
        Append(Size);
        _budget.AddEncoded(Limit * 5 / 8);
        Assert.Equal(1, CountDue());
        Assert.Null(_spool.TryRead(_clock.GetTimestamp()));

        Assert.Equal(0, CountDue());
        Assert.Equal(DestinationSpool.RoomTime, _spool.GetTimeToNext(_clock.GetTimestamp(), isSending: false));
        Assert.Null(_spool.GetTimeToNext(_clock.GetTimestamp(), isSending: true));

        _budget.AddEncoded(-Limit / 8);
        Assert.Equal(1, CountDue());
        Assert.Null(_spool.GetTimeToNext(_clock.GetTimestamp(), isSending: false));
        using var batch = _spool.TryRead(_clock.GetTimestamp());
        Assert.Equal(Size, batch?.Bytes);
    }

    [Fact]
    public void A_destination_reads_one_batch_at_a_time_beside_others_that_keep_memory_full()
    {
        const string Other = "other";
        const int Size = Limit / 5;
        var other = new DestinationSpool(_context, Other, _budget);
        Append(Size);
        Append(Size);
        Assert.True(_files.TryAppend(Other, SpanOf(Size), 1));
        _budget.AddEncoded(Limit);
        Assert.Equal(0, CountDue());
        Assert.Equal(0, other.CountDue(_clock.GetTimestamp(), most: 4, isSending: false));

        _clock.Advance(DestinationSpool.LongestWaitForRoom - TimeSpan.FromTicks(1));
        Assert.Equal(0, CountDue());
        Assert.Null(_spool.TryRead(_clock.GetTimestamp()));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, _spool.CountDue(_clock.GetTimestamp(), most: 4, isSending: false));
        Assert.Equal(0, _spool.CountDue(_clock.GetTimestamp(), most: 4, isSending: true));
        var batch = _spool.TryRead(_clock.GetTimestamp());
        Assert.Equal((Size, Limit + Size), (batch?.Bytes, _budget.Used));

        // What others have, and the batch that was read, exceed the limit: no other destination reads, and not the same one again.
        Assert.Null(_spool.TryRead(_clock.GetTimestamp()));
        Assert.Equal(0, other.CountDue(_clock.GetTimestamp(), most: 4, isSending: false));
        Assert.Equal(DestinationSpool.RoomTime, other.GetTimeToNext(_clock.GetTimestamp(), isSending: false));
        Assert.Null(other.TryRead(_clock.GetTimestamp()));

        _spool.Return(batch!);
        Assert.Equal(1, other.CountDue(_clock.GetTimestamp(), most: 4, isSending: false));
        using var second = other.TryRead(_clock.GetTimestamp());
        Assert.Equal(Size, second?.Bytes);

        // A destination that has spans in memory waits for its own.
        var holding = new DestinationSpool(_context, Identity, _budget) { HoldsSpans = static () => true };
        Assert.Equal(0, holding.CountDue(_clock.GetTimestamp(), most: 4, isSending: false));
        _clock.Advance(DestinationSpool.LongestWaitForRoom);
        Assert.Equal(0, holding.CountDue(_clock.GetTimestamp(), most: 4, isSending: false));

        // With room, the wait begins anew.
        _budget.AddEncoded(-_budget.Used);
        Assert.Equal(1, CountDue());
        _budget.AddEncoded(Limit);
        Assert.Equal(0, CountDue());
    }

    [Fact]
    public async Task A_destination_whose_records_find_memory_above_its_limit_starts_no_sender()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var activities = new EndedActivities();
        using var spool = new WrappedSpool(_files, static () => { });
        using var backend = new ScriptedBackend
        {
            Answer = async _ =>
            {
                await answer.Task;
                return await ScriptedBackend.Ok();
            },
        };
        using var client = new HttpMessageInvoker(backend);
        var context = _context with { Client = client, Spool = spool };
        var ledger = new BackendLedger("test", loss: null);
        var delivery = new BackendDelivery(ledger, _budget, new OutageLog(ledger, _budget, NullLogger.Instance, _clock));
        var (first, second) = (Create("first"), Create("second"));
        _budget.AddEncoded(Limit);
        Assert.Equal(DestinationSpool.RoomTime, first.StartDue());
        Assert.Equal(DestinationSpool.RoomTime, second.StartDue());
        _clock.Advance(DestinationSpool.LongestWaitForRoom);
        first.StartDue();
        await backend.WaitForAsync(1);

        // The worker looks after each end of a sender.
        for (var look = 0; look < 10; look++)
        {
            Assert.Equal(DestinationSpool.RoomTime, second.StartDue());
            await Eventually.BecomesTrueAsync(() => !second.IsSending);
        }

        Assert.Equal((1, "first"), (spool.Readers, string.Join(", ", backend.Requests)));

        answer.SetResult();
        await Eventually.BecomesTrueAsync(() => !first.IsSending);
        second.StartDue();
        await Eventually.BecomesTrueAsync(() => !second.IsSending);
        Assert.Equal(["first", "second"], backend.Accepted);
        Assert.Equal((0, Limit), (_files.Total.Spans, _budget.Used));

        Destination Create(string name)
        {
            var endpoint = TestedPipeline.Endpoint(host: name);
            using var span = new OtlpBuffer();
            endpoint.View.Write(new EndedSpan(activities.Make(name), Request: null), span);
            Assert.True(_files.TryAppend(endpoint.Identity, span.Written, 1));
            return new Destination(endpoint, delivery, context, new HostLoad(_clock, context.BackOff));
        }
    }

    [Fact]
    public async Task Spans_on_disk_wait_while_memory_is_full_of_spans_that_are_being_written()
    {
        using var goOn = new ManualResetEventSlim();
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { Clock = _clock, SpoolMode = SpoolMode.Always, MaxQueueBytes = Limit };
        tested.Spool = _ => new WrappedSpool(_files, goOn.Wait);
        tested.Backend.Answer = async _ =>
        {
            await Task.Run(goOn.Wait);
            return await ScriptedBackend.Ok();
        };
        var added = 0;
        do
        {
            await AddAsync(tested, added++);
        }
        while (tested.Ledger.Backends[0].Budget.Used < Limit * 7 / 8);

        using var earlier = new OtlpBuffer();
        tested.Endpoints[0].View.Write(new EndedSpan(tested.Make("earlier", ("text", new string('x', Limit / 9))), Request: null), earlier);
        Assert.True(_files.TryAppend(tested.Endpoints[0].Identity, earlier.Written, 1));
        _clock.Advance(tested.Settings.BatchDelay);
        await AddAsync(tested, added++);
        await AddAsync(tested, added++);
        Assert.Equal($"0 exported, 0 dropped, {added} waiting", tested.Counts);

        goOn.Set();
        await tested.FlushAsync();
        Assert.Equal(["earlier", .. Enumerable.Range(0, added).Select(number => $"s{number}").Order()], tested.Backend.Accepted.Order());
        Assert.Equal((0, 0), (_files.Total.Spans, tested.Ledger.Backends[0].Budget.Used));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_may_not_wait_for_the_disk_drops_the_oldest_span_that_is_not_on_it(bool mayWait)
    {
        var queue = new BatchQueue(new Lock(), _context, _budget);
        queue.Append(SpanOf(1_000), _clock.GetTimestamp());
        var onDisk = queue.TakeOldest()!;
        Assert.True(_spool.TryKeep(onDisk));
        onDisk.WasSent = true;
        queue.Return(onDisk, first: false);
        _clock.Advance(TimeSpan.FromSeconds(1));
        queue.Append(SpanOf(2_000), _clock.GetTimestamp());

        Assert.True(queue.TryRemoveOldest(mayWait, out var spooled));

        Assert.Equal(mayWait ? onDisk : null, spooled);
        Assert.Equal(mayWait ? 2_000 : 1_000, queue.Bytes);
        Assert.Equal(mayWait, queue.TryRemoveOldest(mayWait, out _));
    }

    [Fact]
    public void The_oldest_record_leaves_memory_first_also_if_it_was_read_last()
    {
        Append(Limit / 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Append(Limit / 5);
        var queue = new BatchQueue(new Lock(), _context, _budget);
        var oldest = _spool.TryRead(_clock.GetTimestamp())!;
        var youngest = _spool.TryRead(_clock.GetTimestamp())!;
        _spool.Return(oldest);
        _clock.Advance(TimeSpan.FromSeconds(1));
        oldest = _spool.TryRead(_clock.GetTimestamp())!;
        foreach (var batch in new[] { youngest, oldest })
        {
            batch.WasSent = true;
            queue.Return(batch, first: false);
        }

        Assert.Equal(oldest, queue.OldestRecord?.Batch);
        Assert.True(queue.TryTakeRecorded(oldest));
        Assert.False(queue.TryTakeRecorded(oldest));
        Assert.Equal(youngest, queue.OldestRecord?.Batch);
        Assert.True(queue.TryTakeRecorded(youngest));
        Assert.Null(queue.OldestRecord);
    }

    public void Dispose()
    {
        _context.CloseClients();
        _context.Stopping.Dispose();
        _files.Dispose();
        _directory.Delete(recursive: true);
    }

    private int CountDue() => _spool.CountDue(_clock.GetTimestamp(), most: 1, isSending: false);

    private void Append(int bytes) => Assert.True(_files.TryAppend(Identity, SpanOf(bytes), 1));

    // ScopeSpans.spans and Span.name, with lengths of three bytes each.
    private static byte[] SpanOf(int bytes) =>
        [0x12, .. Length(bytes - 4), 0x2a, .. Length(bytes - 8), .. Enumerable.Repeat((byte)'s', bytes - 8)];

    private static byte[] Length(int length) => [(byte)(length | 0x80), (byte)((length >> 7) | 0x80), (byte)(length >> 14)];

    private static async Task AddAsync(TestedPipeline tested, int number)
    {
        tested.Pipeline.Add(new(tested.Make($"s{number}", ("text", new string('x', 1_000))), Request: null, IsInconclusive: false));
        await Eventually.BecomesTrueAsync(() => tested.Pipeline.Queue.IsEmpty && tested.Ledger.Backends[0].Budget.Unencoded == 0);
    }
}
