using System.Collections;
using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>One enumeration of a traced sequence.</summary>
internal sealed class TracedEnumerator<T> : SequenceEnumerator, IEnumerator<T>
{
    private readonly IEnumerable<T> _source;
    private IEnumerator<T> _items = null!;
    private bool _moved;

    private TracedEnumerator(IEnumerable<T> source, SpanHandle span)
        : base(span) => _source = source;

    public T Current => _items.Current;

    object? IEnumerator.Current => Current;

    public static TracedEnumerator<T> Start(IEnumerable<T> source, SpanHandle span)
    {
        var enumerator = new TracedEnumerator<T>(source, span);
        enumerator.RunOrEnd(SequenceStep.Open);
        return enumerator;
    }

    public bool MoveNext()
    {
        RunOrEnd(SequenceStep.Move);
        return OnMoved(_moved);
    }

    public void Reset() => _items.Reset();

    public void Dispose()
    {
        RunOrEnd(SequenceStep.Close);
        Span.End();
    }

    protected override void RunInside(SequenceStep step)
    {
        switch (step)
        {
            case SequenceStep.Open:
                _items = _source.GetEnumerator();
                break;
            case SequenceStep.Move:
                _moved = _items.MoveNext();
                break;
            default:
                _items.Dispose();
                break;
        }
    }
}
