using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>Properties of a Core method that the generated half must preserve for its caller.</summary>
[Collection("Spans")]
public class Transparency
{
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public void An_exception_s_stack_begins_where_it_was_thrown()
    {
        using var caller = new Caller();

        var thrown = Assert.Throws<InvalidOperationException>(() => new TracedSample().Void(Throw));

        Assert.Equal(nameof(Throw), new StackTrace(thrown).GetFrame(0)!.GetMethod()!.Name);
    }

    [Fact]
    public async Task An_exception_s_stack_begins_where_it_was_thrown_on_a_task_too()
    {
        using var caller = new Caller();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => new TracedSample().TaskAsync(async () =>
        {
            await Task.Yield();
            Throw();
        }));

        Assert.Equal(nameof(Throw), new StackTrace(thrown).GetFrame(0)!.GetMethod()!.Name);
    }

    [Fact]
    public void An_outer_exception_filter_runs_before_the_stack_unwinds()
    {
        using var caller = new Caller();
        string[] seen = [];

        try
        {
            new TracedSample().Void(Throw);
        }
        catch (InvalidOperationException) when (Look(out seen))
        {
        }

        Assert.Contains(nameof(Throw), seen);
        Assert.Contains("VoidCore", seen);
    }

    [Fact]
    public void A_span_ends_after_the_spans_inside_it_when_an_exception_unwinds()
    {
        using var caller = new Caller();
        Activity? outer = null;
        var endedFirst = false;

        Assert.Throws<InvalidOperationException>(() => new TracedSample().Void(() =>
        {
            outer = Activity.Current;
            try
            {
                Throw();
            }
            finally
            {
                endedFirst = !outer!.IsStopped;
            }
        }));

        Assert.True(endedFirst);
        Assert.True(outer!.IsStopped);
    }

    [Fact]
    public async Task Values_that_a_synchronous_body_sets_flow_to_its_caller()
    {
        using var caller = new Caller();

        await new TracedSample().TaskAsync(() =>
        {
            Local.Value = "set";
            return Task.CompletedTask;
        });

        Assert.Equal("set", Local.Value);
    }

    [Fact]
    public void Without_a_listener_nothing_is_allocated_and_the_task_of_the_body_is_returned()
    {
        var traced = new TracedSample();
        var pending = new TaskCompletionSource<string?>();
        Func<Task<string?>> body = () => pending.Task;
        Func<int, int> value = given => given;
        Func<ValueTask> nothing = () => default;
        CallAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        CallAll();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Same(pending.Task, traced.TaskOfTAsync(body));

        void CallAll()
        {
            _ = traced.TaskOfTAsync(body);
            traced.Value(1, value);
            Drop(traced.ValueTaskAsync(nothing));
        }
    }

    private static void Drop(ValueTask _)
    {
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw() => throw new InvalidOperationException("thrown here");

    private static bool Look(out string[] frames)
    {
        frames = [.. new StackTrace().GetFrames().Select(frame => frame.GetMethod()?.Name ?? "")];
        return true;
    }
}
