namespace TracedLlm;

/// <content>Counts the calls of requests that record no spans.</content>
public readonly partial struct LlmSpan
{
    private Task? CountWork(Task? work)
    {
        if (work is not null)
        {
            _handle.Owner?.OnReturned(work);
        }

        return work;
    }

    private ValueTask CountWork(ValueTask work)
    {
        if (_handle.Owner is not { CountsWork: true } calls)
        {
            return work;
        }

        // AsTask costs nothing for most pending value tasks: they wrap a task already, unless their method uses a pooling builder.
        var task = work.IsCompletedSuccessfully ? Task.CompletedTask : work.AsTask();
        calls.OnReturned(task);
        return work.IsCompletedSuccessfully ? work : new ValueTask(task);
    }

    private ValueTask<T> CountWork<T>(ValueTask<T> work)
    {
        if (_handle.Owner is not { CountsWork: true } calls)
        {
            return work;
        }

        if (work.IsCompletedSuccessfully)
        {
            // The source behind a value task may allow one read of the result only.
            var result = work.Result;
            calls.OnReturned(result as HttpResponseMessage);
            return new ValueTask<T>(result);
        }

        var task = work.AsTask();
        calls.OnReturned(task);
        return new ValueTask<T>(task);
    }

    private HttpResponseMessage? CountWork(HttpResponseMessage? response)
    {
        _handle.Owner?.OnReturned(response);
        return response;
    }
}
