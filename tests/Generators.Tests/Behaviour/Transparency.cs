using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>What a caller must not notice of the generated half.</summary>
[Collection("Spans")]
public class Transparency
{
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public void An_exception_s_stack_begins_where_it_was_thrown()
    {
        using var caller = new Caller();

        var thrown = Assert.Throws<InvalidOperationException>(() => new Traced().Void(Throw));

        Assert.Equal(nameof(Throw), new StackTrace(thrown).GetFrame(0)!.GetMethod()!.Name);
    }

    [Fact]
    public async Task An_exception_s_stack_begins_where_it_was_thrown_on_a_task_too()
    {
        using var caller = new Caller();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => new Traced().TaskAsync(async () =>
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
            new Traced().Void(Throw);
        }
        catch (InvalidOperationException) when (Look(out seen))
        {
        }

        Assert.Contains(nameof(Throw), seen);
        Assert.Contains("VoidCore", seen);
    }

    [Fact]
    public void A_span_ends_after_the_spans_of_what_it_unwinds()
    {
        using var caller = new Caller();
        Activity? outer = null;
        var endedFirst = false;

        Assert.Throws<InvalidOperationException>(() => new Traced().Void(() =>
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
    public async Task What_a_body_that_is_not_async_sets_flows_to_its_caller()
    {
        using var caller = new Caller();

        await new Traced().TaskAsync(() =>
        {
            Local.Value = "set";
            return Task.CompletedTask;
        });

        Assert.Equal("set", Local.Value);
    }

    [Fact]
    public void With_nobody_listening_nothing_is_allocated_and_the_task_is_the_body_s()
    {
        var traced = new Traced();
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
