using System.Runtime.CompilerServices;
using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>One enumeration of a traced asynchronous sequence.</summary>
internal sealed class TracedAsyncEnumerator<T> : SequenceEnumerator, IAsyncEnumerator<T>
{
    private readonly IAsyncEnumerable<T> _source;
    private readonly CancellationToken _cancellationToken;
    private IAsyncEnumerator<T> _items = null!;
    private ValueTask<bool> _moving;
    private ValueTask _closing;

    private TracedAsyncEnumerator(IAsyncEnumerable<T> source, SpanHandle span, CancellationToken cancellationToken)
        : base(span)
    {
        _source = source;
        _cancellationToken = cancellationToken;
    }

    public T Current => _items.Current;

    public static TracedAsyncEnumerator<T> Start(IAsyncEnumerable<T> source, SpanHandle span, CancellationToken cancellationToken)
    {
        var enumerator = new TracedAsyncEnumerator<T>(source, span, cancellationToken);
        enumerator.RunOrEnd(SequenceStep.Open);
        return enumerator;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        RunOrEnd(SequenceStep.Move);
        var moving = _moving;
        _moving = default;
        return moving.IsCompletedSuccessfully ? new ValueTask<bool>(OnMoved(moving.Result)) : AwaitAsync(moving);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            Run(SequenceStep.Close);
            await _closing.ConfigureAwait(false);
        }
        catch (Exception exception) when (Span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            Span.End();
        }
    }

#pragma warning disable CA2012 // Each value task is stored during one step and consumed once, after the step.
    protected override void RunInside(SequenceStep step)
    {
        switch (step)
        {
            case SequenceStep.Open:
                _items = _source.GetAsyncEnumerator(_cancellationToken);
                break;
            case SequenceStep.Move:
                _moving = _items.MoveNextAsync();
                break;
            default:
                _closing = _items.DisposeAsync();
                break;
        }
    }

#pragma warning restore CA2012

    // The pooling builder avoids an allocation for each item.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> moving)
    {
        var failed = true;
        try
        {
            var moved = await moving.ConfigureAwait(false);
            failed = false;
            return OnMoved(moved);
        }
        catch (Exception exception) when (Span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (failed)
            {
                Span.End();
            }
        }
    }
}
