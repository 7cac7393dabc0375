using System.Diagnostics;

namespace TracedLlm;

/// <summary>
/// Runs the steps of an iterator with its span current. After a <c>yield</c> an iterator runs in its caller's execution
/// context again (dotnet/runtime#47802), so each step is run in one that was captured with the span in it; it is captured
/// anew only when the caller's has changed, which makes a step free of allocations.
/// </summary>
internal abstract class SpanFlow(Activity activity)
{
    private ExecutionContext? _caller;
    private ExecutionContext? _inside;
    private int _step;

    /// <summary>Runs <see cref="Step"/> with the span current, and the caller's context untouched.</summary>
    protected void RunStep(int step)
    {
        _step = step;
        var caller = ExecutionContext.Capture();
        if (caller is null)
        {
            RunWithoutFlow();
            return;
        }

        if (_inside is null || caller != _caller)
        {
            _caller = caller;
            ExecutionContext.Run(caller, static state => ((SpanFlow)state!).EnterAndStep(), this);
        }
        else
        {
            ExecutionContext.Run(_inside, static state => ((SpanFlow)state!).Step(((SpanFlow)state)._step), this);
        }
    }

    protected abstract void Step(int step);

    private void EnterAndStep()
    {
        Activity.Current = activity;
        _inside = ExecutionContext.Capture();
        Step(_step);
    }

    // The flow of the execution context is suppressed, so nothing can be captured.
    private void RunWithoutFlow()
    {
        var current = Activity.Current;
        Activity.Current = activity;
        try
        {
            Step(_step);
        }
        finally
        {
            Activity.Current = current;
        }
    }
}
