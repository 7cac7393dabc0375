using System.Diagnostics;

namespace TracedLlm;

/// <summary>A stretch of code in which a captured <see cref="LlmTrace"/> is the current one.</summary>
public readonly struct LlmTraceScope : IDisposable
{
    private readonly LlmTrace? _previousTrace;
    private readonly Activity? _previousActivity;
    private readonly bool _entered;

    internal LlmTraceScope(LlmTrace trace)
    {
        _previousTrace = LlmTrace.Current;
        _previousActivity = Activity.Current;
        _entered = true;
        LlmTrace.Current = trace;
        if (trace.Root is { IsStopped: false } root && !IsInside(trace, _previousActivity))
        {
            Activity.Current = root;
        }
    }

    /// <summary>Makes current what was current before.</summary>
    public void Dispose()
    {
        if (_entered)
        {
            LlmTrace.Current = _previousTrace;
            Activity.Current = _previousActivity;
        }
    }

    private static bool IsInside(LlmTrace trace, Activity? activity) =>
        activity is not null && activity.TraceId == trace.Context.TraceId && AmbientParent.ExportedOrNull(activity) is not null;
}
