using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>
/// One enumeration of a traced sequence. It runs the steps of the source while the span is current, records the first item, and
/// ends the span after the last item or an exception.
/// </summary>
/// <remarks>
/// After a <c>yield</c> an iterator runs in its caller's execution context again (dotnet/runtime#47802), so each step runs in a
/// captured context in which the span is current. A new context is captured only if the caller's context has changed, so a step
/// normally allocates nothing.
/// </remarks>
internal abstract class SequenceEnumerator(SpanHandle span)
{
    private ExecutionContext? _caller;
    private ExecutionContext? _inside;
    private SequenceStep _step;
    private bool _hasItem;

    protected SpanHandle Span => span;

    /// <summary>Runs one step of the source.</summary>
    protected abstract void RunInside(SequenceStep step);

    /// <summary>Runs a step while the span is current, and does not change the caller's context.</summary>
    protected void Run(SequenceStep step)
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
            ExecutionContext.Run(caller, static state => ((SequenceEnumerator)state!).EnterAndRun(), this);
        }
        else
        {
            ExecutionContext.Run(_inside, static state => ((SequenceEnumerator)state!).RunInside(((SequenceEnumerator)state)._step), this);
        }
    }

    /// <summary>Runs a step; if it throws, the exception ends the span.</summary>
    protected void RunOrEnd(SequenceStep step)
    {
        var failed = true;
        try
        {
            Run(step);
            failed = false;
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (failed)
            {
                span.End();
            }
        }
    }

    /// <summary>The source has moved: records the first item, and ends the span after the last one.</summary>
    /// <param name="hasItem">Whether there is an item.</param>
    /// <returns><paramref name="hasItem"/>.</returns>
    protected bool OnMoved(bool hasItem)
    {
        if (!hasItem)
        {
            span.End();
        }
        else if (!_hasItem)
        {
            _hasItem = true;
            span.OnFirstItem();
        }

        return hasItem;
    }

    private void EnterAndRun()
    {
        span.Enter();
        _inside = ExecutionContext.Capture();
        RunInside(_step);
    }

    // The caller has suppressed the flow of the execution context, so there is no context to capture.
    private void RunWithoutFlow()
    {
        var current = Activity.Current;
        span.Enter();
        try
        {
            RunInside(_step);
        }
        finally
        {
            span.Owner?.Leave();
            Activity.Current = current;
        }
    }
}
