using System.Diagnostics;

namespace TracedLlm.Tests.Spans;

public class TaskEndingTests
{
    [Fact]
    public void A_completed_task_is_returned_as_it_is_and_has_ended_its_span()
    {
        using var request = new TracedRequest();
        var task = Task.FromResult("done");

        var returned = LlmSpan.StartStage("work").EndWith(task);

        Assert.Same(task, returned);
        Assert.Equal(ActivityStatusCode.Unset, request.Ended("work").Status);
    }

    [Fact]
    public async Task A_running_task_ends_its_span_when_it_completes()
    {
        using var request = new TracedRequest();
        var gate = new TaskCompletionSource<string>();

        var returned = LlmSpan.StartStage("work").EndWith(gate.Task, static (span, text) => span.SetTag("app.text", text));
        Assert.Equal("", request.Print());
        gate.SetResult("done");

        Assert.Equal("done", await returned);
        Assert.Equal("done", request.Ended("work").GetTagItem("app.text"));
    }

    [Fact]
    public void The_previous_current_span_is_current_again_after_a_span_is_handed_over()
    {
        using var request = new TracedRequest();
        var before = Activity.Current;
        var never = new TaskCompletionSource<int>();

        _ = LlmSpan.StartStage("a").EndWith(never.Task);
        Assert.Same(before, Activity.Current);
        _ = LlmSpan.StartStage("b").EndWith((Task)never.Task);
        Assert.Same(before, Activity.Current);
        _ = LlmSpan.StartStage("c").EndWith(new ValueTask<int>(never.Task)).AsTask();
        Assert.Same(before, Activity.Current);
        _ = LlmSpan.StartStage("d").EndWith(new ValueTask((Task)never.Task)).AsTask();
        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public async Task An_end_in_another_flow_leaves_the_callers_current_activity_alone()
    {
        using var request = new TracedRequest();
        var gate = new TaskCompletionSource();
        var work = LlmSpan.StartStage("work").EndWith(gate.Task);
        using var other = TracedRequest.Other.StartActivity("other");

        gate.SetResult();
        await work;

        Assert.Same(other, Activity.Current);
    }

    [Fact]
    public async Task An_exception_is_recorded_where_it_left_and_described_once_a_request()
    {
        using var request = new TracedRequest();

        async Task FailAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }

        var outer = LlmSpan.StartStage("outer");
        var inner = LlmSpan.StartStage("inner");
        var task = outer.EndWith(inner.EndWith(FailAsync()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => task);

        Assert.Equal(ActivityStatusCode.Error, request.Ended("inner").Status);
        Assert.Equal("System.InvalidOperationException", request.Ended("inner").GetTagItem("error.type"));
        Assert.Single(request.Ended("inner").Events);
        Assert.Equal(ActivityStatusCode.Error, request.Ended("outer").Status);
        Assert.Empty(request.Ended("outer").Events);
    }

    [Fact]
    public void A_task_that_has_already_failed_is_returned_as_it_is_and_recorded()
    {
        using var request = new TracedRequest();
        var task = Task.FromException<int>(new TimeoutException("late"));

        var returned = LlmSpan.StartStage("work").EndWith(task);

        Assert.Same(task, returned);
        Assert.Equal("System.TimeoutException", request.Ended("work").GetTagItem("error.type"));
        _ = task.Exception;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_cancellation_of_a_task_is_recorded_whether_it_has_completed_or_not(bool completed)
    {
        using var request = new TracedRequest();
        var gate = new TaskCompletionSource();
        var work = CancelAsync();
        if (completed)
        {
            gate.SetResult();
        }

        var returned = LlmSpan.StartStage("work").EndWith(work);
        gate.TrySetResult();

        Assert.Equal("Too late.", (await Assert.ThrowsAsync<OperationCanceledException>(() => returned)).Message);
        Assert.Equal("Too late.", request.Ended("work").StatusDescription);
        Assert.Equal("System.OperationCanceledException", request.Ended("work").GetTagItem("error.type"));

        async Task CancelAsync()
        {
            await gate.Task;
            throw new OperationCanceledException("Too late.");
        }
    }

    [Fact]
    public async Task A_cancelled_task_stays_cancelled_and_is_an_error_while_the_caller_is_there()
    {
        using var request = new TracedRequest();
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var task = LlmSpan.StartStage("work").EndWith(gate.Task);

        gate.SetCanceled(cancellation.Token);
        await Assert.ThrowsAsync<TaskCanceledException>(() => task);

        Assert.True(task.IsCanceled);
        Assert.Equal(ActivityStatusCode.Error, request.Ended("work").Status);
    }

    [Fact]
    public async Task A_cancellation_by_the_caller_is_no_error()
    {
        using var request = new TracedRequest();
        var gate = new TaskCompletionSource<int>();
        var task = LlmSpan.StartStage("work").EndWith(gate.Task);

        request.Abort();
        gate.SetCanceled(TestContextToken.Cancelled);
        await Assert.ThrowsAsync<TaskCanceledException>(() => task);

        Assert.Equal(ActivityStatusCode.Unset, request.Ended("work").Status);
        Assert.Equal("cancelled", request.Ended("work").GetTagItem("litellm.outcome"));
    }

    [Fact]
    public async Task A_value_task_is_consumed_once()
    {
        using var request = new TracedRequest();
        var source = new OneTimeSource();

        var result = await LlmSpan.StartStage("work").EndWith(new ValueTask<int>(source, 0), static (span, value) => span.SetTag("app.n", value));

        Assert.Equal(7, result);
        Assert.Equal(1, source.Results);
        Assert.Equal(7, request.Ended("work").GetTagItem("app.n"));
    }

    [Fact]
    public void Attributes_of_a_result_that_throw_are_kept_from_the_caller()
    {
        using var request = new TracedRequest();

        var task = LlmSpan.StartStage("work").EndWith(Task.FromResult(1), static (_, _) => throw new InvalidOperationException("accessor"));

        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal(ActivityStatusCode.Unset, request.Ended("work").Status);
    }

    [Fact]
    public void A_null_task_stays_null()
    {
        using var request = new TracedRequest();
        var span = LlmSpan.StartStage("work");

        Assert.Null(span.EndWith((Task<int>)null!));
        span.End();
    }

    [Fact]
    public void Ending_twice_ends_once()
    {
        using var request = new TracedRequest();
        var span = LlmSpan.StartStage("work");

        span.End();
        var end = request.Ended("work").Duration;
        span.End();
        span.Dispose();

        Assert.Equal(end, request.Ended("work").Duration);
    }
}
