namespace TracedLlm.Attempts;

/// <summary>
/// What is known of the attempts of a request that records no spans: which work belongs to the last attempt, and its state.
/// <see cref="AttemptLog"/> guards it.
/// </summary>
internal struct UnrecordedAttempts
{
    private static readonly object Failure = new();

    private static readonly object Running = new();

    // The last traced method (Running until it returns, then its task or Failure; null if its result is not known), and whether another
    // traced method was its attempt.
    private object? _method;
    private bool _hasInnerMethods;

    // The thread that runs the body of the last traced method until the body returns, if generated code started the method.
    private int? _thread;

    // The last attempt: its task or Failure. It is null until something is known.
    private object? _last;

    // How many attempts have not sent their HTTP request yet, and the result of the last HTTP request (its task or Failure).
    private int _unsent;
    private object? _sent;
    private UnrecordedCalls? _methods;
    private UnrecordedCalls? _requests;

    /// <summary>Whether the next traced method is called by the last one before that has sent an HTTP request, so that both are one attempt.</summary>
    public readonly bool IsNextInner => _method == Running && !IsRunningElsewhere && _sent is null && _unsent > 0;

    /// <summary>
    /// Whether the next work is inside a traced method. Without spans nothing says which method sends; it is the last one, if it has not
    /// returned or its task is pending.
    /// </summary>
    public readonly bool IsNextInside => _hasInnerMethods || (_method == Running && !IsRunningElsewhere) || _method is Task { IsCompleted: false };

    /// <summary>Whether the result of the last attempt or of its HTTP request is known, or its task.</summary>
    public readonly bool HasResult => (_last ?? _sent) is not null;

    /// <summary>The state of the last attempt. While its method runs, it is the state of its HTTP request.</summary>
    public readonly AttemptState State => !HasResult && IsRunningElsewhere
        ? AttemptState.Open
        : StateOf(_sent is not null && (_last is null || StateOf(_last) == AttemptState.Open) ? _sent : _last);

    /// <summary>Another attempt begins.</summary>
    public void Begin() => (_last, _sent) = (null, null);

    /// <summary>The attempt that has begun is a traced method.</summary>
    /// <param name="log">The attempts.</param>
    /// <param name="thread">The thread that runs its body until the body returns, if that is known.</param>
    public UnrecordedCalls AddMethod(AttemptLog log, int? thread)
    {
        (_method, _thread) = (Running, thread);
        _unsent++;
        return _methods ??= new UnrecordedCalls(log, CountedWork.Method);
    }

    /// <summary>Adds a traced method to the last attempt.</summary>
    public UnrecordedCalls AddInnerMethod(AttemptLog log)
    {
        _hasInnerMethods = true;
        return new UnrecordedCalls(log, CountedWork.PartOfMethod);
    }

    /// <summary>The attempt that has begun is an HTTP request.</summary>
    public UnrecordedCalls AddRequest(AttemptLog log) => _requests ??= new UnrecordedCalls(log, CountedWork.Request);

    /// <inheritdoc cref="AttemptLog.TryAdopt"/>
    public UnrecordedCalls? TryAdopt(AttemptLog log)
    {
        if (_last is not null && StateOf(_last) != AttemptState.Open)
        {
            // The last attempt is done: it sent its HTTP request through a client that is not traced.
            _unsent = 0;
        }

        if (_unsent == 0)
        {
            return null;
        }

        _unsent--;
        return new UnrecordedCalls(log, CountedWork.PartOfMethod);
    }

    /// <inheritdoc cref="AttemptLog.OnReturned"/>
    public void OnReturned(Task? task, CountedWork work)
    {
        if (work == CountedWork.PartOfMethod)
        {
            _sent ??= task;
        }
        else if (IsOfLast(work))
        {
            _last ??= task;
            EndMethod(work, task);
        }
    }

    /// <inheritdoc cref="AttemptLog.OnFailed"/>
    public void OnFailed(CountedWork work)
    {
        if (work == CountedWork.PartOfMethod)
        {
            _sent = Failure;
        }
        else if (IsOfLast(work))
        {
            _last = Failure;
            EndMethod(work, Failure);
        }
    }

    // The body of the last method has not returned, and this thread is not the one that runs it: the two run at the same time.
    private readonly bool IsRunningElsewhere => _method == Running && _thread is { } thread && thread != Environment.CurrentManagedThreadId;

    // Another method may have started at the same time, and is the last attempt.
    private readonly bool IsOfLast(CountedWork work) => work != CountedWork.Method || !IsRunningElsewhere;

    private void EndMethod(CountedWork work, object? result)
    {
        if (work == CountedWork.Method && _method == Running)
        {
            _method = result;
        }
    }

    private static AttemptState StateOf(object? attempt) => attempt switch
    {
        Task<HttpResponseMessage> { IsCompletedSuccessfully: true, Result: { } response } => AnsweredStatus.IsRefusal(response) ? AttemptState.Failed : AttemptState.Answered,
        Task { IsCompletedSuccessfully: true } => AttemptState.Answered,
        Task { IsCompleted: false } => AttemptState.Open,
        _ => AttemptState.Failed,
    };
}
