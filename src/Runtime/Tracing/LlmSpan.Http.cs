using TracedLlm.Attempts;

namespace TracedLlm;

/// <content>Ends the span of a call that returns a provider's response: when the content has been read to the end or disposed.</content>
public readonly partial struct LlmSpan
{
    /// <summary>Ends this span when the content of <paramref name="response"/> has been read to the end or disposed.</summary>
    /// <param name="response">
    /// The response that the traced method's body returned. Its content is replaced by a content with the same bytes, which ends
    /// the span.
    /// </param>
    /// <param name="result">
    /// Sets attributes from the response, before its content is read. An exception that it throws is counted and does not reach
    /// the caller.
    /// </param>
    /// <returns>The same response.</returns>
    public HttpResponseMessage EndWith(HttpResponseMessage response, Action<LlmSpan, HttpResponseMessage>? result = null)
    {
        if (Activity is null || response is null)
        {
            return CountWork(response)!;
        }

        _handle.RestoreCurrent();
        return TrackContent(response, result);
    }

    /// <inheritdoc cref="EndWith(HttpResponseMessage, Action{LlmSpan, HttpResponseMessage}?)"/>
    /// <param name="task">The task that the traced method's body returned.</param>
    /// <param name="result">Sets attributes from the response, before its content is read.</param>
    public Task<HttpResponseMessage> EndWith(Task<HttpResponseMessage> task, Action<LlmSpan, HttpResponseMessage>? result = null)
    {
        if (Activity is null || task is null)
        {
            CountWork(task);
            return task!;
        }

        _handle.RestoreCurrent();
        if (!task.IsCompleted || (task.IsCompletedSuccessfully && ErrorContent.IsError(task.Result)))
        {
            return AwaitResponseAsync(task, result);
        }

        if (RecordEnd(task))
        {
            TrackContent(task.Result, result);
        }
        else
        {
            End();
        }

        return task;
    }

    /// <inheritdoc cref="EndWith(Task{HttpResponseMessage}, Action{LlmSpan, HttpResponseMessage}?)"/>
    public ValueTask<HttpResponseMessage> EndWith(
        ValueTask<HttpResponseMessage> task,
        Action<LlmSpan, HttpResponseMessage>? result = null)
    {
        if (Activity is null)
        {
            return CountWork(task);
        }

        _handle.RestoreCurrent();
        return task.IsCompletedSuccessfully && !ErrorContent.IsError(task.Result)
            ? new ValueTask<HttpResponseMessage>(TrackContent(task.Result, result))
            : new ValueTask<HttpResponseMessage>(EndWith(task.AsTask(), result));
    }

    private async Task<HttpResponseMessage> AwaitResponseAsync(
        Task<HttpResponseMessage> task,
        Action<LlmSpan, HttpResponseMessage>? result)
    {
        var span = this;
        var isTracked = false;
        try
        {
            var response = await task.ConfigureAwait(false);
            span.TrackContent(response, result);
            isTracked = true;
            if (ErrorContent.IsError(response))
            {
                await ErrorContent.ReadAheadAsync(response, (_handle.Request as IAttemptedRequest)?.Clock ?? TimeProvider.System).ConfigureAwait(false);
            }

            return response;
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (!isTracked)
            {
                span.End();
            }
        }
    }

    private HttpResponseMessage TrackContent(HttpResponseMessage response, Action<LlmSpan, HttpResponseMessage>? result)
    {
        if (response is null)
        {
            End();
            return response!;
        }

        if (result is not null)
        {
            SetResultTags(response, result);
        }

        TracedHttpContent.Wrap(response, _handle);
        return response;
    }
}
