using TracedLlm.Requests;

namespace TracedLlm.Tests.Spans;

/// <summary>A thread keeps the list of a usual request for the next one, and not the list of one with very many attributes.</summary>
public sealed class RequestTagSourcesMemoryTests
{
    private const int Many = 2_000;

    private static readonly string[] Names = [.. Enumerable.Range(0, Many).Select(static i => $"gen_ai.response.{i}")];

    [Fact]
    public void The_list_of_a_usual_request_is_used_again()
    {
        Run(20);

        // The object, and nothing for the list.
        Assert.InRange(Allocate(() => Run(20)), 0, 200);
    }

    [Fact]
    public void The_list_of_a_very_large_request_is_not_kept()
    {
        var first = Allocate(() => Run(Many));

        Assert.InRange(first, Many * sizeof(long), long.MaxValue);
        Assert.InRange(Allocate(() => Run(Many)), first / 2, first * 2);
    }

    // A large request leaves what its thread had before.
    [Fact]
    public void A_usual_request_after_a_very_large_one_allocates_a_usual_list()
    {
        Run(Many);
        Run(20);

        Assert.InRange(Allocate(() => Run(20)), 0, 200);
    }

    private static void Run(int names)
    {
        var sources = new RequestTagSources();
        foreach (var name in Names.AsSpan(0, names))
        {
            Assert.True(sources.TryAccept(name, RequestTagSource.Stated));
        }

        sources.Close();
    }

    private static long Allocate(Action run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
