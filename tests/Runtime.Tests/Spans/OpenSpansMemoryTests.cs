using System.Diagnostics;
using TracedLlm.Attempts;
using TracedLlm.Tree;

namespace TracedLlm.Tests.Spans;

/// <summary>A thread keeps the list of a usual request for the next one, and not the list of a very large one.</summary>
public sealed class OpenSpansMemoryTests
{
    private readonly OpenSpan _span = new(new Activity("stage"), null, new CallSpan(null), null);

    [Fact]
    public void The_list_of_a_usual_request_is_used_again()
    {
        Run(20);

        // The object, its lock, and nothing for the list.
        Assert.InRange(Allocate(() => Run(20)), 0, 200);
    }

    [Fact]
    public void The_list_of_a_very_large_request_is_not_kept()
    {
        const int Many = 100_000;
        var first = Allocate(() => Run(Many));

        Assert.InRange(first, Many * sizeof(long), long.MaxValue);
        Assert.InRange(Allocate(() => Run(Many)), first / 2, first * 2);
    }

    private void Run(int spans)
    {
        var open = new OpenSpans();
        for (var i = 0; i < spans; i++)
        {
            open.Add(_span);
        }

        // The spans have ended before the request ends, as with most requests.
        for (var i = 0; i < spans; i++)
        {
            Assert.True(open.TryRemove(_span.Activity, out _));
        }

        open.Close();
    }

    private static long Allocate(Action run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
