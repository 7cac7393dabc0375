namespace TracedLlm;

/// <summary>The attempts of one request: their numbers and kinds, and whether one of them succeeded.</summary>
internal sealed class AttemptLog
{
    private readonly Lock _gate = new();
    private int _started;
    private string? _group;
    private bool _succeeded;
    private bool _lastSucceeded;

    /// <summary><c>error.type</c> of the last attempt that failed; <see langword="null"/> if none did, or a later one succeeded.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>Provider of the last attempt.</summary>
    public object? Provider { get; private set; }

    /// <summary>Whether any attempt has been made.</summary>
    public bool Any => Volatile.Read(ref _started) > 0;

    /// <summary>Adds number and kind to the attributes of an attempt that is about to start; a kind that the gateway states is kept.</summary>
    public void Describe(CreationTags tags)
    {
        lock (_gate)
        {
            var group = tags.Find(LiteLlm.ModelGroup) as string;
            Provider = tags.Find(GenAi.ProviderName) ?? Provider;
            tags.Add(LiteLlm.AttemptIndex, _started);
            if (tags.Find(LiteLlm.AttemptKind) is null)
            {
                tags.Add(LiteLlm.AttemptKind, KindOf(group));
            }

            _started++;
            _group = group;
            _lastSucceeded = false;
        }
    }

    public void OnEnded(string? errorType)
    {
        lock (_gate)
        {
            _lastSucceeded = errorType is null;
            _succeeded |= _lastSucceeded;
            ErrorType = _succeeded ? null : errorType;
        }
    }

    private string KindOf(string? group)
    {
        // A gateway may need more than one answer: what follows a success is no second try.
        if (_started == 0 || _lastSucceeded)
        {
            return "initial";
        }

        return group == _group ? "retry" : "fallback";
    }
}
