using System.Diagnostics;
using TracedLlm.Export.Pipeline;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A thread keeps the list of held spans of a usual request for the next one, and not the list of a very large one.</summary>
public sealed class HeldListTests : IDisposable
{
    private readonly TestedPipeline _tested = new();
    private readonly Activity _span;

    public HeldListTests()
    {
        _tested.Settings = _tested.Settings with { MaxHeldBytes = long.MaxValue };
        _span = _tested.Make("stage");
    }

    [Fact]
    public void The_list_of_a_usual_request_is_used_again()
    {
        Hold(20);
        var one = Hold(1);

        Assert.InRange(Hold(20), 0, one + 64);
    }

    [Fact]
    public void The_list_of_a_very_large_request_is_not_kept()
    {
        const int Many = 100_000;
        var first = Hold(Many);

        Assert.InRange(first, Many * 16, long.MaxValue);
        Assert.InRange(Hold(Many), first / 2, first * 2);
    }

    public void Dispose() => _tested.Dispose();

    /// <summary>Holds spans of a new request, and gives them up.</summary>
    /// <returns>The bytes that holding has allocated.</returns>
    private long Hold(int spans)
    {
        var request = new ForgetfulRequest(_tested.Make("root"));
        var pipeline = _tested.Pipeline;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < spans; i++)
        {
            pipeline.Add(new(_span, request, IsInconclusive: false));
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        RequestSpans.GetOrAdd(pipeline, request).GiveUp();
        return allocated;
    }
}
