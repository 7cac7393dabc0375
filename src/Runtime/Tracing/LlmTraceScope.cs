using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm;

/// <summary>A scope in which a captured <see cref="LlmTrace"/> is the current one.</summary>
public readonly struct LlmTraceScope : IDisposable
{
    private readonly object? _previous;
    private readonly Activity? _previousActivity;
    private readonly bool _entered;

    internal LlmTraceScope(RequestState request)
    {
        _previous = ExportedContext.Current;
        _previousActivity = Activity.Current;
        _entered = true;
        RequestState.Current = request;
        if (request.Root is { IsStopped: false } root && !IsInside(request, _previousActivity))
        {
            Activity.Current = root;
        }
    }

    /// <summary>Restores the trace and the activity that were current before.</summary>
    public void Dispose()
    {
        if (_entered)
        {
            ExportedContext.Current = _previous;
            Activity.Current = _previousActivity;
        }
    }

    private static bool IsInside(RequestState request, Activity? activity) =>
        activity is not null && activity.TraceId == request.Context.TraceId && AmbientParent.ExportedOrNull(activity) is not null;
}
