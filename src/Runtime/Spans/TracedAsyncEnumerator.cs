using System.Runtime.CompilerServices;

namespace TracedLlm;

/// <summary>One enumeration of a traced asynchronous sequence.</summary>
internal sealed class TracedAsyncEnumerator<T> : SpanFlow, IAsyncEnumerator<T>
{
    private const int Open = 0;
    private const int Move = 1;
    private const int Close = 2;

    private readonly IAsyncEnumerable<T> _source;
    private readonly LlmSpan _span;
    private readonly CancellationToken _cancellationToken;
    private IAsyncEnumerator<T> _items = null!;
    private ValueTask<bool> _moving;
    private ValueTask _closing;
    private bool _hasItem;

    private TracedAsyncEnumerator(IAsyncEnumerable<T> source, LlmSpan span, CancellationToken cancellationToken)
        : base(span.Activity!)
    {
        _source = source;
        _span = span;
        _cancellationToken = cancellationToken;
    }

    public T Current => _items.Current;

    public static TracedAsyncEnumerator<T> Start(IAsyncEnumerable<T> source, LlmSpan span, CancellationToken cancellationToken)
    {
        var enumerator = new TracedAsyncEnumerator<T>(source, span, cancellationToken);
        enumerator.RunOrEnd(Open);
        return enumerator;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        RunOrEnd(Move);
        var moving = _moving;
        _moving = default;
        return moving.IsCompletedSuccessfully ? new ValueTask<bool>(After(moving.Result)) : AwaitAsync(moving);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            RunStep(Close);
            await _closing.ConfigureAwait(false);
        }
        catch (Exception exception) when (_span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            _span.End();
        }
    }

#pragma warning disable CA2012 // Each is kept for the length of one step and consumed once, after it.
    protected override void Step(int step)
    {
        switch (step)
        {
            case Open:
                _items = _source.GetAsyncEnumerator(_cancellationToken);
                break;
            case Move:
                _moving = _items.MoveNextAsync();
                break;
            default:
                _closing = _items.DisposeAsync();
                break;
        }
    }

#pragma warning restore CA2012

    /// <summary>Runs a step that may throw at once, which is then the end.</summary>
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

    // Pooled, so that an item costs no allocation.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> moving)
    {
        var failed = true;
        try
        {
            var moved = await moving.ConfigureAwait(false);
            failed = false;
            return After(moved);
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

    private bool After(bool moved)
    {
        if (!moved)
        {
            _span.End();
        }
        else if (!_hasItem)
        {
            _hasItem = true;
            _span.OnFirstItem();
        }

        return moved;
    }
}
