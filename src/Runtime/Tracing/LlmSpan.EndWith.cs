using System.Diagnostics;
using TracedLlm.Metrics;
using TracedLlm.Sequences;
using TracedLlm.Tree;

namespace TracedLlm;

/// <content>The ends of methods whose work goes on after they have returned.</content>
public readonly partial struct LlmSpan
{
    /// <summary>Ends this span with <paramref name="task"/>: at once, if it has completed, else when it does.</summary>
    /// <param name="task">What the traced method's body returned.</param>
    /// <returns>The same task if it has completed, else one that completes with it after the span has ended.</returns>
    public Task EndWith(Task task)
    {
        if (NeedsNoResult || task is null)
        {
            return CountWork(task)!;
        }

        if (!task.IsCompleted)
        {
            _handle.RestoreCurrent();
            return AwaitAsync(task, Activity, _handle.Owner);
        }

        RecordEnd(task);
        EndAndRestore();
        return task;
    }

    /// <inheritdoc cref="EndWith(Task)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="task">What the traced method's body returned.</param>
    /// <param name="result">Sets attributes from the result, before the span ends. What it throws is counted and kept from the caller.</param>
    public Task<T> EndWith<T>(Task<T> task, Action<LlmSpan, T>? result = null)
    {
        if (NeedsNoResult || task is null)
        {
            CountWork(task);
            return task!;
        }

        if (!task.IsCompleted)
        {
            _handle.RestoreCurrent();
            return result is null ? AwaitAsync(task, Activity, _handle.Owner) : AwaitAsync(task, result, Activity, _handle.Owner);
        }

        if (RecordEnd(task) && result is not null)
        {
            SetResultTags(task.Result, result);
        }

        EndAndRestore();
        return task;
    }

    /// <inheritdoc cref="EndWith(Task)"/>
    public ValueTask EndWith(ValueTask task)
    {
        if (NeedsNoResult)
        {
            return CountWork(task);
        }

        if (task.IsCompletedSuccessfully)
        {
            EndAndRestore();
            return task;
        }

        if (task.IsCompleted)
        {
            return new ValueTask(EndWith(task.AsTask()));
        }

        _handle.RestoreCurrent();
        return AwaitAsync(task, Activity, _handle.Owner);
    }

    /// <inheritdoc cref="EndWith{T}(Task{T}, Action{LlmSpan, T}?)"/>
    public ValueTask<T> EndWith<T>(ValueTask<T> task, Action<LlmSpan, T>? result = null)
    {
        if (NeedsNoResult)
        {
            return CountWork(task);
        }

        if (task.IsCompletedSuccessfully)
        {
            // A value task may be backed by a source that can be asked only once.
            var value = task.Result;
            if (result is not null)
            {
                SetResultTags(value, result);
            }

            EndAndRestore();
            return new ValueTask<T>(value);
        }

        if (task.IsCompleted)
        {
            return new ValueTask<T>(EndWith(task.AsTask(), result));
        }

        _handle.RestoreCurrent();
        return AwaitAsync(task, result, Activity, _handle.Owner);
    }

    /// <summary>Ends this span when the enumeration of <paramref name="items"/> ends, breaks off or throws.</summary>
    /// <typeparam name="T">Type of an item.</typeparam>
    /// <param name="items">What the traced method's body returned.</param>
    /// <returns>
    /// The same items. While the source runs, this span is <see cref="System.Diagnostics.Activity.Current"/>, after any
    /// <c>yield</c> too. Each further enumeration is a further span.
    /// </returns>
    public IAsyncEnumerable<T> EndWith<T>(IAsyncEnumerable<T> items)
    {
        if (Activity is null || items is null)
        {
            return items!;
        }

        _handle.RestoreCurrent();
        return new TracedAsyncEnumerable<T>(items, _handle);
    }

    /// <inheritdoc cref="EndWith{T}(IAsyncEnumerable{T})"/>
    public IEnumerable<T> EndWith<T>(IEnumerable<T> items)
    {
        if (Activity is null || items is null)
        {
            return items!;
        }

        _handle.RestoreCurrent();
        return new TracedEnumerable<T>(items, _handle);
    }

    private static void SetResultTags<T>(LlmSpan span, T value, Action<LlmSpan, T> result)
    {
        try
        {
            result(span, value);
        }
        catch (Exception exception)
        {
            // An accessor of the gateway's own type threw; the request goes on.
            TraceCounters.ListenerFailed(exception);
        }
    }

    private void SetResultTags<T>(T value, Action<LlmSpan, T> result) => SetResultTags(this, value, result);

    /// <summary>Ends the span of a method whose work is done, whatever it has left current.</summary>
    private void EndAndRestore()
    {
        End();
        _handle.RestoreCurrent();
    }

    /// <summary>Records how a completed task ended; <see langword="true"/> if it has a result.</summary>
    private bool RecordEnd(Task task)
    {
        if (task.IsFaulted)
        {
            RecordException(task.Exception.InnerException ?? task.Exception);
        }
        else if (task.IsCanceled)
        {
            RecordException(CancellationOf(task));
        }

        return task.IsCompletedSuccessfully;
    }

    // Only the task's result throws the exception that the task was cancelled with, with its message and cause.
    private static OperationCanceledException CancellationOf(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }

        return new TaskCanceledException(task);
    }

    // The tails take the parts of the span that they need, and are static: what they keep is allocated.
    private static async Task AwaitAsync(Task task, Activity? activity, SpanOwner? owner)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (new SpanHandle(activity, previous: null, owner).RecordException(exception))
        {
            throw;
        }
        finally
        {
            new SpanHandle(activity, previous: null, owner).End();
        }
    }

    private static async Task<T> AwaitAsync<T>(Task<T> task, Activity? activity, SpanOwner? owner)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (new SpanHandle(activity, previous: null, owner).RecordException(exception))
        {
            throw;
        }
        finally
        {
            new SpanHandle(activity, previous: null, owner).End();
        }
    }

    private static async Task<T> AwaitAsync<T>(Task<T> task, Action<LlmSpan, T> result, Activity? activity, SpanOwner? owner)
    {
        try
        {
            var value = await task.ConfigureAwait(false);
            SetResultTags(new LlmSpan(new SpanHandle(activity, previous: null, owner)), value, result);
            return value;
        }
        catch (Exception exception) when (new SpanHandle(activity, previous: null, owner).RecordException(exception))
        {
            throw;
        }
        finally
        {
            new SpanHandle(activity, previous: null, owner).End();
        }
    }

    private static async ValueTask AwaitAsync(ValueTask task, Activity? activity, SpanOwner? owner)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (new SpanHandle(activity, previous: null, owner).RecordException(exception))
        {
            throw;
        }
        finally
        {
            new SpanHandle(activity, previous: null, owner).End();
        }
    }

    private static async ValueTask<T> AwaitAsync<T>(ValueTask<T> task, Action<LlmSpan, T>? result, Activity? activity, SpanOwner? owner)
    {
        try
        {
            var value = await task.ConfigureAwait(false);
            if (result is not null)
            {
                SetResultTags(new LlmSpan(new SpanHandle(activity, previous: null, owner)), value, result);
            }

            return value;
        }
        catch (Exception exception) when (new SpanHandle(activity, previous: null, owner).RecordException(exception))
        {
            throw;
        }
        finally
        {
            new SpanHandle(activity, previous: null, owner).End();
        }
    }
}
