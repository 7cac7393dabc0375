using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The attempts of one request, with or without spans: their number and kinds, the failed attempts, and whether an attempt
/// succeeded.
/// </summary>
internal sealed class AttemptLog
{
    // Bounds the links of an attempt's span: it has a link for each attempt that failed before.
    private const int MaxLinks = 8;

    // Bounds the attempts in the record of a request: a loop of the gateway may try without end.
    private const int MaxSpans = 1000;

    // The object itself is the lock, because every request has one. It guards every field below; Error and Provider are also read without it.
    private int _started;
    private int _retries;
    private int _hedges;
    private int _fallbacks;
    private int _resends;
    private int? _maxRetries;
    private int? _maxFallbacks;
    private string? _group;

    // The model group that the HTTP client states. It is known only when the method sends its HTTP request.
    private string? _groupOfClient;
    private bool _succeeded;

    // The owner of the last attempt's span; null if no span is recorded.
    private CallSpan? _call;
    private UnrecordedAttempts _unrecorded;
    private AttemptAnswers _answers;
    private List<ActivityLink>? _failed;
    private ProviderTime _providerTime;
    private List<Activity>? _spans;

    /// <summary>The error of the last failed attempt; <see langword="null"/> if no attempt failed, or an attempt succeeded.</summary>
    public AttemptError? Error { get; private set; }

    /// <summary>Whether <see cref="Spans"/> are kept.</summary>
    public bool KeepsSpans { get; init; }

    /// <summary>The first spans of attempts, at most <see cref="MaxSpans"/>, in the order of their start; none if they are not kept.</summary>
    public IReadOnlyList<Activity> Spans
    {
        get
        {
            lock (this)
            {
                return [.. _spans ?? []];
            }
        }
    }

    /// <summary>Provider of the last attempt.</summary>
    public object? Provider { get; private set; }

    /// <summary>The provider's name for the model of the last attempt; <see langword="null"/> if it is not known.</summary>
    public string? Model { get; private set; }

    /// <summary>The deployment of the last attempt; <see langword="null"/> if the gateway does not state it.</summary>
    public string? Deployment { get; private set; }

    /// <summary>What the attempt called whose answer counts, else the last attempt: of two that run at the same time, the last one may be cancelled.</summary>
    public CalledModel Answered
    {
        get
        {
            lock (this)
            {
                return _answers.Called ?? new CalledModel(Provider, Model, Deployment);
            }
        }
    }

    /// <summary>Whether a provider has begun to answer an attempt without an error.</summary>
    public bool HasAnswer
    {
        get
        {
            lock (this)
            {
                return _answers.Any;
            }
        }
    }

    /// <summary>Whether an attempt was answered, and the answer that counts has not failed since.</summary>
    public bool HasLastingAnswer
    {
        get
        {
            lock (this)
            {
                return _answers.HasLasting;
            }
        }
    }

    /// <summary>Whether any attempt has been made.</summary>
    public bool Any => Volatile.Read(ref _started) > 0;

    /// <summary>Whether the last attempt has failed.</summary>
    public bool HasLastFailed
    {
        get
        {
            lock (this)
            {
                return _started > 0 && (_call is not null || _unrecorded.HasResult) && StateOfLast == AttemptState.Failed;
            }
        }
    }

    /// <summary>The counts so far.</summary>
    public AttemptCounts Counts
    {
        get
        {
            lock (this)
            {
                return new(_started, _retries, _fallbacks, _maxRetries, _maxFallbacks);
            }
        }
    }

    /// <summary>The retries, fallbacks and hedges so far.</summary>
    public int Repeats
    {
        get
        {
            lock (this)
            {
                return _retries + _fallbacks + _hedges;
            }
        }
    }

    /// <summary>Sets the configured numbers of retries and fallbacks.</summary>
    public void SetLimits(int maxRetries, int maxFallbacks)
    {
        lock (this)
        {
            (_maxRetries, _maxFallbacks) = (maxRetries, maxFallbacks);
        }
    }

    /// <summary>
    /// Adds an attempt that is about to start, and adds number and kind to its attributes. A kind that the gateway states is
    /// kept.
    /// </summary>
    /// <param name="tags">The attributes.</param>
    /// <param name="call">The owner of the attempt's span.</param>
    /// <returns>Links to the attempts that failed before, at most the last <see cref="MaxLinks"/>; <see langword="null"/> if no attempt failed.</returns>
    public ActivityLink[]? Start(CreationTags tags, CallSpan call)
    {
        lock (this)
        {
            var stated = tags.Find(LiteLlm.AttemptKind);
            Provider = tags.Find(GenAi.ProviderName) ?? Provider;
            Model = tags.Find(LiteLlm.ProviderModel) as string ?? call.Model;
            Deployment = tags.Find(LiteLlm.DeploymentId) as string;
            tags.Add(LibraryAttributes.AttemptIndex, _started);
            var kind = AddAttempt(tags.Find(LiteLlm.ModelGroup) as string, stated);
            if (stated is null)
            {
                tags.Add(LiteLlm.AttemptKind, kind);
            }

            if (_resends > 0)
            {
                tags.Add(HttpAttributes.ResendCount, _resends);
            }

            _call = call;
            call.Called = new CalledModel(Provider, Model, Deployment);
            call.IsHedge = IsKind(kind, AttemptKinds.Hedge);
            call.AnswersBefore = _answers.CountOthers(call);
            return _failed is { Count: > 0 } ? [.. _failed] : null;
        }
    }

    /// <summary>
    /// Adds the attempt of a traced method, in a request that records no spans. The first traced method that another one calls
    /// before it returns is the same attempt.
    /// </summary>
    /// <param name="group">Its model group.</param>
    /// <param name="kind">Its kind, if the gateway states it.</param>
    /// <param name="thread">
    /// The thread that runs its body until the body returns; <see langword="null"/> for a call by hand, which may run on in another thread.
    /// </param>
    public UnrecordedCalls AddMethod(string? group, string? kind, int? thread)
    {
        lock (this)
        {
            if (_unrecorded.IsNextInner)
            {
                _groupOfClient = group;
                return _unrecorded.AddInnerMethod(this);
            }

            AddUnrecorded(group, kind);
            return _unrecorded.AddMethod(this, thread);
        }
    }

    /// <summary>Adds the attempt of an HTTP request that a traced client sends, in a request that records no spans.</summary>
    /// <param name="group">The model group that the client states.</param>
    /// <param name="kind">Its kind, if the gateway states it.</param>
    public UnrecordedCalls AddRequest(string? group, string? kind)
    {
        lock (this)
        {
            AddUnrecorded(group, kind);
            return _unrecorded.AddRequest(this);
        }
    }

    /// <summary>
    /// Assigns an HTTP request that is sent to an attempt that was added and has not sent an HTTP request yet. Returns the owner
    /// for the HTTP request; <see langword="null"/> if there is no such attempt, so that the HTTP request is a new attempt.
    /// </summary>
    /// <param name="group">The model group that the client states.</param>
    public UnrecordedCalls? TryAdopt(string? group)
    {
        lock (this)
        {
            var adopted = _unrecorded.TryAdopt(this);
            _groupOfClient = adopted is null ? _groupOfClient : group;
            return adopted;
        }
    }

    /// <summary>Records the task of the last attempt, or of its HTTP request.</summary>
    /// <param name="task">The task; <see langword="null"/> if the result is not known.</param>
    /// <param name="work">The work that has returned.</param>
    public void OnReturned(Task? task, CountedWork work)
    {
        lock (this)
        {
            _unrecorded.OnReturned(task, work);
        }
    }

    /// <summary>Records that the last attempt, or its HTTP request, has failed.</summary>
    public void OnFailed(CountedWork work)
    {
        lock (this)
        {
            _unrecorded.OnFailed(work);
        }
    }

    /// <summary>Sets the provider, its model, the deployment and the model group that the HTTP client states for an attempt.</summary>
    public void SetClient(object? provider, string? model, string? deployment, string? group, CallSpan? call)
    {
        lock (this)
        {
            if (call is not null)
            {
                call.Called = new CalledModel(provider ?? call.Called.Provider, model ?? call.Called.Model, deployment ?? call.Called.Deployment);
            }

            Provider = provider ?? Provider;
            Model = model ?? Model;
            Deployment = deployment ?? Deployment;
            _groupOfClient = group;
        }
    }

    /// <summary>The span of an attempt has started.</summary>
    public void OnOpened(Activity attempt)
    {
        lock (this)
        {
            _providerTime.Start(attempt.StartTimeUtc);
            if (KeepsSpans && (_spans ??= []).Count < MaxSpans)
            {
                _spans.Add(attempt);
            }
        }
    }

    /// <summary>The span of an attempt ends now, or has its end.</summary>
    public void OnClosed(Activity attempt)
    {
        lock (this)
        {
            _providerTime.End(attempt.Duration == TimeSpan.Zero ? DateTime.UtcNow : attempt.StartTimeUtc + attempt.Duration);
        }
    }

    /// <summary>Returns how long attempts were open until <paramref name="now"/>, and when the first one started.</summary>
    public (TimeSpan Duration, DateTime? First) MeasureProviderTime(DateTime now)
    {
        lock (this)
        {
            return (_providerTime.Until(now), _providerTime.First);
        }
    }

    /// <summary>Records that the provider has begun to answer without an error.</summary>
    public void OnAnswered(CallSpan call)
    {
        lock (this)
        {
            _answers.Add(call);
        }
    }

    /// <summary>Whether another attempt was answered while this attempt ran, and one of the two is a hedge of the other.</summary>
    public bool IsSuperseded(CallSpan call)
    {
        lock (this)
        {
            return _answers.IsSuperseded(call);
        }
    }

    public void OnEnded(Activity attempt, AttemptError? error)
    {
        lock (this)
        {
            _succeeded |= error is null;
            Error = _succeeded ? null : error;
            if (error is null)
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

    // A gateway may state the kind as a member of its own enumeration, so the case differs.
    private static bool IsKind(string kind, string known) => kind.Equals(known, StringComparison.OrdinalIgnoreCase);

    private AttemptState StateOfLast => _call?.State ?? _unrecorded.State;

    private void AddUnrecorded(string? group, string? kind)
    {
        var ofClient = _groupOfClient;
        var inherits = _unrecorded.IsNextInside && (group is null || group == ofClient);
        AddAttempt(inherits ? _group : group, kind);
        _groupOfClient = inherits ? ofClient : null;
        _call = null;
        _unrecorded.Begin();
    }

    private string AddAttempt(string? group, object? stated)
    {
        var previous = _started == 0 ? AttemptState.Answered : StateOfLast;
        if (previous == AttemptState.Answered)
        {
            // A gateway may need more than one answer: an attempt after a success is not a retry.
            _failed?.Clear();
        }

        var kind = stated as string ?? KindOf(previous, group);
        _retries += IsKind(kind, AttemptKinds.Retry) ? 1 : 0;
        _resends = IsKind(kind, AttemptKinds.Retry) ? _resends + 1 : 0;
        _fallbacks += IsKind(kind, AttemptKinds.Fallback) ? 1 : 0;
        _hedges += IsKind(kind, AttemptKinds.Hedge) ? 1 : 0;
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
}
