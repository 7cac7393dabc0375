namespace TracedLlm.Attempts;

/// <summary>The answers to the attempts of one request. <see cref="AttemptLog"/> guards it.</summary>
internal struct AttemptAnswers
{
    private int _answers;
    private int _answersOfHedges;

    // The last attempt that was answered, and not superseded by the answer of another.
    private CallSpan? _answered;

    /// <summary>Whether an attempt was answered.</summary>
    public readonly bool Any => _answers > 0;

    /// <summary>Whether an attempt was answered, and the answer that counts has not failed since.</summary>
    public readonly bool HasLasting => _answered is { HasFailed: false };

    /// <summary>What the attempt called whose answer counts; <see langword="null"/> without an answer.</summary>
    public readonly CalledModel? Called => _answered?.Called;

    /// <summary>Adds the answer of an attempt.</summary>
    public void Add(CallSpan call)
    {
        _answers++;
        _answersOfHedges += call.IsHedge ? 1 : 0;
        if (_answered is null || !IsSuperseded(call))
        {
            _answered = call;
        }
    }

    /// <summary>Whether another attempt was answered while this attempt ran, and one of the two is a hedge of the other.</summary>
    public readonly bool IsSuperseded(CallSpan call)
    {
        var own = call is { IsHedge: true, IsAnswered: true } ? 1 : 0;
        return CountOthers(call) - own > call.AnswersBefore;
    }

    /// <summary>How many answers there are that can take the place of this attempt's answer.</summary>
    public readonly int CountOthers(CallSpan call) => call.IsHedge ? _answers : _answersOfHedges;
}
