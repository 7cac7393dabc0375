namespace TracedLlm.Attempts;

/// <summary>
/// The time that a request spends at its providers: while at least one attempt is open. Attempts that run at the same time count once.
/// It is a part of <see cref="AttemptLog"/>, whose lock guards it.
/// </summary>
internal struct ProviderTime
{
    private int _open;
    private DateTime _since;
    private TimeSpan _ended;

    /// <summary>When the first attempt started, UTC; <see langword="null"/> if there was none.</summary>
    public DateTime? First { get; private set; }

    /// <summary>An attempt has started.</summary>
    public void Start(DateTime time)
    {
        First ??= time;
        if (_open++ == 0)
        {
            _since = time;
        }
    }

    /// <summary>An attempt has ended.</summary>
    public void End(DateTime time)
    {
        if (--_open == 0 && time > _since)
        {
            _ended += time - _since;
        }
    }

    /// <summary>The time until <paramref name="now"/>, that of open attempts included.</summary>
    public readonly TimeSpan Until(DateTime now) => _open > 0 && now > _since ? _ended + (now - _since) : _ended;
}
