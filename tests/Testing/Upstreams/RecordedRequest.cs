using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Upstreams;

/// <summary>A request that reached <see cref="FakeUpstream"/>, recorded before it is answered.</summary>
public sealed class RecordedRequest
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RecordedRequest(int number, string method, string path, IReadOnlyDictionary<string, string> headers, string body)
    {
        Number = number;
        Method = method;
        Path = path;
        Headers = headers;
        Body = body;
    }

    /// <summary>Which request to this upstream it is, counted from 0.</summary>
    public int Number { get; }

    /// <summary>The method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The path with its query.</summary>
    public string Path { get; }

    /// <summary>Names without regard to case; repeated headers joined with a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Body { get; }

    /// <summary>Whether the client closed the connection before the answer was complete.</summary>
    public bool ClientAborted => _aborted.Task.IsCompleted;

    /// <summary>Waits for the client to close the connection before the answer is complete.</summary>
    /// <param name="timeout">The timeout; by default <see cref="Patience.Default"/>.</param>
    /// <exception cref="TimeoutException">It did not.</exception>
    public Task WaitForAbortAsync(TimeSpan? timeout = null) => _aborted.Task.WaitAsync(timeout ?? Patience.Default);

    /// <summary>Waits until the answer to this request has ended, completely or not.</summary>
    /// <param name="timeout">The timeout; by default <see cref="Patience.Default"/>.</param>
    /// <exception cref="TimeoutException">The answer has not ended.</exception>
    public Task WaitForCompletionAsync(TimeSpan? timeout = null) => _completed.Task.WaitAsync(timeout ?? Patience.Default);

    /// <summary>The method and the path.</summary>
    public override string ToString() => $"{Method} {Path}";

    internal void MarkAborted() => _aborted.TrySetResult();

    internal void MarkCompleted() => _completed.TrySetResult();
}
