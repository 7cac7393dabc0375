using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>
/// Makes a span the current activity while measurements are recorded, so that their exemplars name the span that is exported. If no
/// span is exported, or backends show it in another trace, there is no current activity, and the exemplars name no trace.
/// </summary>
internal readonly ref struct ExemplarSpan
{
    private readonly Activity? _previous;
    private readonly bool _isChanged;

    /// <summary>Makes the span current until the value is disposed.</summary>
    /// <param name="span">The span, which has not stopped; <see langword="null"/> for none.</param>
    /// <param name="request">Its request.</param>
    public ExemplarSpan(Activity? span, ITracedRequest request)
    {
        var shown = span is { Recorded: true, IsStopped: false } && IsShownAsItIs(request) ? span : null;
        _previous = Activity.Current;
        _isChanged = _previous != shown;
        if (_isChanged)
        {
            Activity.Current = shown;
        }
    }

    /// <summary>Makes the activity current that was.</summary>
    public void Dispose()
    {
        if (_isChanged)
        {
            Activity.Current = _previous;
        }
    }

    // A caller that is not authenticated is shown in a trace of its own, and until that is decided the trace is not known.
    private static bool IsShownAsItIs(ITracedRequest request) => !request.IsCallerPending && request.ShownTrace is not { IsOwn: true };
}
