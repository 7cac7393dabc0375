namespace TracedLlm;

/// <content>Calls of requests that record no spans, which are counted all the same.</content>
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

        // What is pending is a task already, unless its method pools what it returns.
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
            // It may be backed by a source that can be asked only once.
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
