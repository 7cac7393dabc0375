namespace TracedLlm;

/// <content>The ends of methods whose work goes on after they have returned.</content>
public readonly partial struct LlmSpan
{
    /// <summary>Ends this span with <paramref name="task"/>: at once, if it has completed, else when it does.</summary>
    /// <param name="task">What the traced method's body returned.</param>
    /// <returns>The same task if it has completed, else one that completes with it after the span has ended.</returns>
    public Task EndWith(Task task)
    {
        if (Activity is null || task is null)
        {
            return task!;
        }

        Leave();
        if (!task.IsCompleted)
        {
            return AwaitAsync(task);
        }

        Settle(task);
        End();
        return task;
    }

    /// <inheritdoc cref="EndWith(Task)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="task">What the traced method's body returned.</param>
    /// <param name="result">Sets attributes from the result, before the span ends. What it throws is counted and kept from the caller.</param>
    public Task<T> EndWith<T>(Task<T> task, Action<LlmSpan, T>? result = null)
    {
        if (Activity is null || task is null)
        {
            return task!;
        }

        Leave();
        if (!task.IsCompleted)
        {
            return AwaitAsync(task, result);
        }

        if (Settle(task) && result is not null)
        {
            Describe(task.Result, result);
        }

        End();
        return task;
    }

    /// <inheritdoc cref="EndWith(Task)"/>
    public ValueTask EndWith(ValueTask task)
    {
        if (Activity is null)
        {
            return task;
        }

        Leave();
        if (task.IsCompletedSuccessfully)
        {
            End();
            return task;
        }

        return task.IsCompleted ? new ValueTask(EndWith(task.AsTask())) : AwaitAsync(task);
    }

    /// <inheritdoc cref="EndWith{T}(Task{T}, Action{LlmSpan, T}?)"/>
    public ValueTask<T> EndWith<T>(ValueTask<T> task, Action<LlmSpan, T>? result = null)
    {
        if (Activity is null)
        {
            return task;
        }

        Leave();
        if (task.IsCompletedSuccessfully)
        {
            // A value task may be backed by a source that can be asked only once.
            var value = task.Result;
            if (result is not null)
            {
                Describe(value, result);
            }

            End();
            return new ValueTask<T>(value);
        }

        return task.IsCompleted ? new ValueTask<T>(EndWith(task.AsTask(), result)) : AwaitAsync(task, result);
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

        Leave();
        return new TracedAsyncEnumerable<T>(items, this);
    }

    /// <inheritdoc cref="EndWith{T}(IAsyncEnumerable{T})"/>
    public IEnumerable<T> EndWith<T>(IEnumerable<T> items)
    {
        if (Activity is null || items is null)
        {
            return items!;
        }

        Leave();
        return new TracedEnumerable<T>(items, this);
    }

    private static void Describe<T>(LlmSpan span, T value, Action<LlmSpan, T> result)
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

    private void Describe<T>(T value, Action<LlmSpan, T> result) => Describe(this, value, result);

    /// <summary>Records how a completed task ended; <see langword="true"/> if it has a result.</summary>
    private bool Settle(Task task)
    {
        if (task.IsFaulted)
        {
            RecordException(task.Exception.InnerException ?? task.Exception);
        }
        else if (task.IsCanceled)
        {
            RecordException(new TaskCanceledException(task));
        }

        return task.IsCompletedSuccessfully;
    }

    private async Task AwaitAsync(Task task)
    {
        var span = this;
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            span.End();
        }
    }

    private async Task<T> AwaitAsync<T>(Task<T> task, Action<LlmSpan, T>? result)
    {
        var span = this;
        try
        {
            var value = await task.ConfigureAwait(false);
            if (result is not null)
            {
                Describe(span, value, result);
            }

            return value;
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            span.End();
        }
    }

    private async ValueTask AwaitAsync(ValueTask task)
    {
        var span = this;
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            span.End();
        }
    }

    private async ValueTask<T> AwaitAsync<T>(ValueTask<T> task, Action<LlmSpan, T>? result)
    {
        var span = this;
        try
        {
            var value = await task.ConfigureAwait(false);
            if (result is not null)
            {
                Describe(span, value, result);
            }

            return value;
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            span.End();
        }
    }
}
