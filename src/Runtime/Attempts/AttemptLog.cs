using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>The attempts of one request, recorded or not: their numbers and kinds, which of them failed, and whether one succeeded.</summary>
internal sealed class AttemptLog
{
    private const int MaxLinks = 8;

    private static readonly object Failure = new();

    private readonly Lock _gate = new();
    private int _started;
    private int _retries;
    private int _fallbacks;
    private int? _maxRetries;
    private int? _maxFallbacks;
    private string? _group;

    // What the client says that a method sends with, which is known only once it does.
    private string? _groupOfClient;
    private bool _succeeded;

    // The attempt before: its span; where none is recorded its task, or what says that it failed; null as long as nothing is known.
    private object? _previous;
    private UnrecordedCalls? _unrecorded;

    // Of attempts that are not recorded: how many have not sent their request yet, and what became of the request of the last one.
    private int _unsent;
    private object? _sent;
    private List<ActivityLink>? _failed;
    private int _answers;
    private int _answersOfHedges;

    /// <summary><c>error.type</c> of the last attempt that failed; <see langword="null"/> if none did, or one succeeded.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>Provider of the last attempt.</summary>
    public object? Provider { get; private set; }

    /// <summary>Whether any attempt has been made.</summary>
    public bool Any => Volatile.Read(ref _started) > 0;

    /// <summary>Whether the last attempt has failed.</summary>
    public bool HasLastFailed
    {
        get
        {
            lock (_gate)
            {
                return _started > 0 && (_previous ?? _sent) is not null && StateOfLast() == AttemptState.Failed;
            }
        }
    }

    /// <summary>The counts so far.</summary>
    public AttemptCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new(_started, _retries, _fallbacks, _maxRetries, _maxFallbacks);
            }
        }
    }

    /// <summary>Notes what the gateway is configured to try.</summary>
    public void SetLimits(int maxRetries, int maxFallbacks)
    {
        lock (_gate)
        {
            (_maxRetries, _maxFallbacks) = (maxRetries, maxFallbacks);
        }
    }

    /// <summary>Adds number and kind to the attributes of an attempt that is about to start; a kind that the gateway states is kept.</summary>
    /// <param name="tags">The attributes.</param>
    /// <param name="call">What becomes of the attempt.</param>
    /// <returns>Links to the attempts that failed before, the last ones if there are many; <see langword="null"/> if none did.</returns>
    public ActivityLink[]? Start(CreationTags tags, CallSpan call)
    {
        lock (_gate)
        {
            var stated = tags.Find(LiteLlm.AttemptKind);
            Provider = tags.Find(GenAi.ProviderName) ?? Provider;
            tags.Add(LibraryAttributes.AttemptIndex, _started);
            var kind = AddAttempt(tags.Find(LiteLlm.ModelGroup) as string, stated);
            if (stated is null)
            {
                tags.Add(LiteLlm.AttemptKind, kind);
            }

            _previous = call;
            call.IsHedge = IsKind(kind, AttemptKinds.Hedge);
            call.AnswersBefore = CountOtherAnswers(call);
            return _failed is { Count: > 0 } ? [.. _failed] : null;
        }
    }

    /// <summary>Counts an attempt of a request that records no spans.</summary>
    /// <param name="group">Its model group.</param>
    /// <param name="kind">Its kind, where the gateway states it.</param>
    /// <param name="isSent">Whether it is counted where its request is sent.</param>
    public UnrecordedCalls AddUnrecorded(string? group, string? kind, bool isSent)
    {
        lock (_gate)
        {
            AddAttempt(group, kind);
            _previous = null;
            _sent = null;
            _unsent += isSent ? 0 : 1;
            return _unrecorded ??= new UnrecordedCalls(this);
        }
    }

    /// <summary>
    /// A request is sent: <see langword="null"/> if it is an attempt of its own, else the handle of one that belongs to an attempt
    /// which has been counted and not sent one yet.
    /// </summary>
    /// <param name="group">The model group that the client states.</param>
    public UnrecordedCalls? TryAdopt(string? group)
    {
        lock (_gate)
        {
            if (_previous is not null && StateOf(_previous) != AttemptState.Open)
            {
                // The last one is done: what it sent went by another way.
                _unsent = 0;
            }

            if (_unsent == 0)
            {
                return null;
            }

            _unsent--;
            _groupOfClient = group;
            return new UnrecordedCalls(this, isSend: true);
        }
    }

    /// <summary>The work of the last attempt that was counted, or of its request.</summary>
    public void OnReturned(Task work, bool isSend)
    {
        lock (_gate)
        {
            if (isSend)
            {
                _sent ??= work;
            }
            else
            {
                _previous ??= work;
            }
        }
    }

    /// <summary>The last attempt that was counted has failed, or its request has.</summary>
    public void OnFailed(bool isSend)
    {
        lock (_gate)
        {
            if (isSend)
            {
                _sent = Failure;
            }
            else
            {
                _previous = Failure;
            }
        }
    }

    /// <summary>What the client says of the last attempt, where its method said nothing.</summary>
    public void SetClient(object? provider, string? group)
    {
        lock (_gate)
        {
            Provider = provider ?? Provider;
            _groupOfClient = group;
        }
    }

    /// <summary>The provider has begun to answer without an error.</summary>
    public void OnAnswered(CallSpan call)
    {
        lock (_gate)
        {
            _answers++;
            _answersOfHedges += call.IsHedge ? 1 : 0;
        }
    }

    /// <summary>Whether another attempt was answered while this one ran, and one of the two was started in case the other is slow.</summary>
    public bool IsSuperseded(CallSpan call)
    {
        lock (_gate)
        {
            var own = call is { IsHedge: true, IsAnswered: true } ? 1 : 0;
            return CountOtherAnswers(call) - own > call.AnswersBefore;
        }
    }

    public void OnEnded(Activity attempt, string? errorType)
    {
        lock (_gate)
        {
            _succeeded |= errorType is null;
            ErrorType = _succeeded ? null : errorType;
            if (errorType is null)
            {
                return;
            }

            _failed ??= [];
            if (_failed.Count == MaxLinks)
            {
                _failed.RemoveAt(0);
            }

            _failed.Add(new ActivityLink(attempt.Context));
        }
    }

    private static AttemptState StateOf(object? attempt) => attempt switch
    {
        CallSpan call => call.State,
        Task<HttpResponseMessage> { IsCompletedSuccessfully: true, Result: { } response } => (int)response.StatusCode < 400 ? AttemptState.Answered : AttemptState.Failed,
        Task { IsCompletedSuccessfully: true } => AttemptState.Answered,
        Task { IsCompleted: false } => AttemptState.Open,
        _ => AttemptState.Failed,
    };

    // A gateway may state the kind as a member of an enumeration of its own.
    private static bool IsKind(string kind, string known) => kind.Equals(known, StringComparison.OrdinalIgnoreCase);

    // While the method of an attempt goes on, its request says how it goes.
    private AttemptState StateOfLast() =>
        StateOf(_sent is not null && (_previous is null || StateOf(_previous) == AttemptState.Open) ? _sent : _previous);

    private string AddAttempt(string? group, object? stated)
    {
        var previous = _started == 0 ? AttemptState.Answered : StateOfLast();
        if (previous == AttemptState.Answered)
        {
            // A gateway may need more than one answer: what follows a success is no second try.
            _failed?.Clear();
        }

        var kind = stated as string ?? KindOf(previous, group);
        _retries += IsKind(kind, AttemptKinds.Retry) ? 1 : 0;
        _fallbacks += IsKind(kind, AttemptKinds.Fallback) ? 1 : 0;
        (_group, _groupOfClient) = (group, null);
        Volatile.Write(ref _started, _started + 1);
        return kind;
    }

    private string KindOf(AttemptState previous, string? group) => previous switch
    {
        AttemptState.Answered => AttemptKinds.Initial,
        AttemptState.Open => AttemptKinds.Hedge,
        _ => group == _group || (group is not null && group == _groupOfClient) ? AttemptKinds.Retry : AttemptKinds.Fallback,
    };

    private int CountOtherAnswers(CallSpan call) => call.IsHedge ? _answers : _answersOfHedges;
}
