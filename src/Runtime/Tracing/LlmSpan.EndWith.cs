using System.Diagnostics;
using TracedLlm.Metrics;
using TracedLlm.Sequences;
using TracedLlm.Tree;

namespace TracedLlm;

/// <content>Ends the span of a method that returns a task or a sequence: the work can go on after the method has returned.</content>
public readonly partial struct LlmSpan
{
    /// <summary>Ends this span when <paramref name="task"/> completes. If it has completed, the span ends at once.</summary>
    /// <param name="task">The task that the traced method's body returned.</param>
    /// <returns>
    /// The same task if it has completed. Otherwise a task that completes after the span has ended, with the same result.
    /// </returns>
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
    /// <param name="task">The task that the traced method's body returned.</param>
    /// <param name="result">Sets attributes from the result, before the span ends. An exception that it throws is counted and does not reach the caller.</param>
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
            // The source behind a value task may allow one read of the result only.
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

    /// <summary>Ends this span when the enumeration of <paramref name="items"/> ends, stops early or throws.</summary>
    /// <typeparam name="T">Type of an item.</typeparam>
    /// <param name="items">The sequence that the traced method's body returned.</param>
    /// <returns>
    /// The same items. This span is <see cref="System.Diagnostics.Activity.Current"/> while the source runs, also after a
    /// <c>yield</c>. Each further enumeration starts a further span.
    /// </returns>
    public IAsyncEnumerable<T> EndWith<T>(IAsyncEnumerable<T> items)
    {
        if (Activity is null || items is null)
        {
            _handle.Owner?.OnReturnedSequence();
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
            _handle.Owner?.OnReturnedSequence();
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
            // A member of the gateway's own type threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }
    }

    private void SetResultTags<T>(T value, Action<LlmSpan, T> result) => SetResultTags(this, value, result);

    /// <summary>
    /// Ends the span of a method whose work is done, and restores the activity that was current before the method, also if the
    /// method left another one current.
    /// </summary>
    private void EndAndRestore()
    {
        End();
        _handle.RestoreCurrent();
    }

    /// <summary>Records how a completed task ended. Returns <see langword="true"/> if the task has a result.</summary>
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

    // A cancelled task has no Exception. Only GetResult throws the exception that cancelled it, with its message and cause.
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

    // These async methods are static and take only the parts of the span that they need, because the state machine stores and
    // allocates all parameters.
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
