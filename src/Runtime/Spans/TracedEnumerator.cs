using System.Collections;

namespace TracedLlm;

/// <summary>One enumeration of a traced sequence.</summary>
internal sealed class TracedEnumerator<T> : SpanFlow, IEnumerator<T>
{
    private const int Open = 0;
    private const int Move = 1;
    private const int Close = 2;

    private readonly IEnumerable<T> _source;
    private readonly LlmSpan _span;
    private IEnumerator<T> _items = null!;
    private bool _moved;
    private bool _hasItem;

    private TracedEnumerator(IEnumerable<T> source, LlmSpan span)
        : base(span.Activity!)
    {
        _source = source;
        _span = span;
    }

    public T Current => _items.Current;

    object? IEnumerator.Current => Current;

    public static TracedEnumerator<T> Start(IEnumerable<T> source, LlmSpan span)
    {
        var enumerator = new TracedEnumerator<T>(source, span);
        enumerator.RunOrEnd(Open);
        return enumerator;
    }

    public bool MoveNext()
    {
        RunOrEnd(Move);
        if (!_moved)
        {
            _span.End();
        }
        else if (!_hasItem)
        {
            _hasItem = true;
            _span.OnFirstItem();
        }

        return _moved;
    }

    public void Reset() => _items.Reset();

    public void Dispose()
    {
        RunOrEnd(Close);
        _span.End();
    }

    protected override void Step(int step)
    {
        switch (step)
        {
            case Open:
                _items = _source.GetEnumerator();
                break;
            case Move:
                _moved = _items.MoveNext();
                break;
            default:
                _items.Dispose();
                break;
        }
    }

    /// <summary>Runs a step that may throw, which is then the end.</summary>
    private void RunOrEnd(int step)
    {
        var failed = true;
        try
        {
            RunStep(step);
            failed = false;
        }
        catch (Exception exception) when (_span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (failed)
            {
                _span.End();
            }
        }
    }
}
