using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>
/// Makes a span the current activity while measurements are recorded, so that their exemplars name the span that is exported. If no
/// span is exported, or backends show it in another trace, there is no current activity, and the exemplars name no trace.
/// </summary>
internal readonly ref struct ExemplarSpan
{
    // To set Activity.Current allocates; to restore a context does not.
    private static readonly ExecutionContext? NoActivity = CaptureEmpty();

    private readonly Activity? _previous;
    private readonly ExecutionContext? _hidden;
    private readonly bool _isChanged;

    /// <summary>Makes the span current until the value is disposed.</summary>
    /// <param name="span">The span, which has not stopped; <see langword="null"/> for none.</param>
    /// <param name="isShown">Whether backends show the span as it is: <see cref="IsShown"/> or <see cref="WillBeShown"/>.</param>
    public ExemplarSpan(Activity? span, bool isShown)
    {
        _previous = Activity.Current;
        var shown = isShown && span is { Recorded: true, IsStopped: false } ? span : null;
        if (_previous == shown)
        {
            return;
        }

        if (shown is null && NoActivity is { } empty && ExecutionContext.Capture() is { } context)
        {
            _hidden = context;
            ExecutionContext.Restore(empty);
            return;
        }

        _isChanged = true;
        Activity.Current = shown;
    }

    /// <summary>Whether backends show the spans of a request that ends, after its sampling is decided.</summary>
    public static bool IsShown(ITracedRequest request) => !request.IsSampledOut && IsShownAsItIs(request);

    /// <summary>
    /// Whether backends will show the spans of a request that runs. A trace that only a rule for the end of requests would keep counts as
    /// one that is not shown.
    /// </summary>
    public static bool WillBeShown(ITracedRequest request) => IsShownAsItIs(request) && !request.IsSampledOut && request.IsSentByRatio;

    /// <summary>Makes the activity current that was.</summary>
    public void Dispose()
    {
        if (_hidden is not null)
        {
            ExecutionContext.Restore(_hidden);
        }
        else if (_isChanged)
        {
            Activity.Current = _previous;
        }
    }

    // A caller that is not authenticated is shown in a trace of its own, and until that is decided the trace is not known.
    private static bool IsShownAsItIs(ITracedRequest request) => !request.IsCallerPending && request.ShownTrace is not { IsOwn: true };

    // A new thread that takes nothing from its creator has the empty context.
    private static ExecutionContext? CaptureEmpty()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured;
    }
}
