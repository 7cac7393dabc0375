using Microsoft.Extensions.Logging;
using TracedLlm.Export.Spool;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>A running process takes over what an ended one has left, and goes on with its own work.</summary>
public sealed class SpoolAdoptionTests : IDisposable
{
    private const int Header = 32 + 28;

    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);

    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void Batches_are_written_and_read_while_files_are_taken_over()
    {
        var written = false;
        var log = new ActionLogger();
        var living = Open(log, 1_000);
        LeaveFolder("a", "b");
        log.OnLine = line =>
        {
            if (line.EndsWith(" for a.", StringComparison.Ordinal))
            {
                // Another thread, as the lock of the sweep would let this one in.
                RunElsewhere(() =>
                {
                    Assert.Equal(["of a"], Drain(living, "a"));
                    written = Append(living, "c", "one");
                    Assert.False(living.HasUnread("b"));
                });
            }
        };

        _directory.Clock.Advance(Sweep);

        Assert.True(written);
        Assert.Equal(["a: 1 recovered", "b: 1 recovered"], _directory.Diary.Lines);
        Assert.Equal(["of b"], Drain(living, "b"));
        Assert.Equal(["one"], Drain(living, "c"));
        Assert.Equal(default, living.Total);
        living.Dispose();
    }

    [Fact]
    public void Files_wait_whose_room_was_taken_while_others_were_taken_over()
    {
        var log = new ActionLogger();
        var living = Open(log, 4 * Header);
        Append(living, "c", "one");
        LeaveFolder("a", "b");
        log.OnLine = line =>
        {
            if (line.EndsWith(" for a.", StringComparison.Ordinal))
            {
                RunElsewhere(() => Assert.True(Append(living, "d", new('x', 40))));
            }
        };

        _directory.Clock.Advance(Sweep);

        Assert.Equal(["a: 1 recovered"], _directory.Diary.Lines);
        Assert.Equal(["of a"], Drain(living, "a"));
        Drain(living, "d");
        _directory.Clock.Advance(Sweep);

        Assert.Equal(["a: 1 recovered", "b: 1 recovered"], _directory.Diary.Lines);
        Assert.Equal(["of b"], Drain(living, "b"));
        Assert.Single(SpoolFolder.All(_directory.Path));
        living.Dispose();
    }

    [Fact]
    public void A_file_that_a_killed_process_was_writing_is_unfinished_although_one_that_it_took_over_has_a_later_name()
    {
        var killed = WriteAfterAdoption(out var own);
        using (killed)
        {
            // The batch is written first, the header in front of it afterwards.
            using (var file = new FileStream(own, FileMode.Append))
            {
                file.Write([.. new byte[SpoolRecord.Size], .. "three"u8]);
            }

            var spool = killed.Open();

            Assert.Single(killed.Log.Lines, line => line.StartsWith($"Information: The last batch of {own} is incomplete", StringComparison.Ordinal));
            Assert.DoesNotContain(killed.Log.Lines, line => line.StartsWith("Warning: ", StringComparison.Ordinal));
            Assert.Equal(default, spool.Damaged);
            Assert.Equal(["one", "two", "of a"], Drain(spool, "a"));
        }
    }

    [Fact]
    public void A_file_that_was_taken_over_whole_and_has_zeros_at_its_end_is_damaged()
    {
        var killed = WriteAfterAdoption(out var own, others: 2);
        using (killed)
        {
            // Neither the last file of all nor the last one of its own.
            var path = killed.Segments[1];
            Assert.NotEqual(own, path);
            using (var file = new FileStream(path, FileMode.Append))
            {
                file.Write(new byte[40]);
            }

            var spool = killed.Open();

            Assert.Single(killed.Log.Lines, line => line.StartsWith($"Warning: 40 bytes of {path} are damaged", StringComparison.Ordinal));
            Assert.Equal(["one", "two", "of a", "of a"], Drain(spool, "a"));
        }
    }

    public void Dispose() => _directory.Dispose();

    private static void RunElsewhere(Action action) => Task.Run(action).WaitAsync(Patience.Default).GetAwaiter().GetResult();

    private FileSpool Open(ActionLogger log, long maxBytes) =>
        FileSpool.Open(new(_directory.Path) { MaxBytes = maxBytes }, _directory.Diary, _directory.Clock, log);

    private void LeaveFolder(params string[] destinations)
    {
        var ended = _directory.Open();
        Array.ForEach(destinations, destination => Append(ended, destination, $"of {destination}"));
        ended.Dispose();
    }

    // A process writes a batch, takes over later files, writes another batch to its own file, and is killed.
    private SpoolDirectory WriteAfterAdoption(out string own, int others = 1)
    {
        var living = _directory.Open();
        Append(living, "a", "one");
        for (var other = 0; other < others; other++)
        {
            _directory.Clock.Pass(TimeSpan.FromSeconds(1));
            LeaveFolder("a");
            _directory.Clock.Advance(Sweep);
        }

        Append(living, "a", "two");
        var killed = _directory.Killed();
        own = killed.Segments[0];
        Assert.Equal(1 + others, killed.Segments.Length);
        Assert.Single(SpoolFolder.All(killed.Path));
        return killed;
    }

    private sealed class ActionLogger : ILogger
    {
        public Action<string> OnLine { get; set; } = static _ => { };

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            OnLine(formatter(state, exception));
    }
}
