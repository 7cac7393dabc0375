using TracedLlm.Guardrails;

namespace TracedLlm.Requests;

/// <summary>
/// The guardrails of one request that have ended, until its content is final: views show the content on their rows. The lock of the
/// request guards it.
/// </summary>
internal sealed class HeldGuardrails
{
    // The most characters that a request holds. A gateway may run a guardrail on every chunk of a stream.
    private const int MaxLength = 8 * 64 * 1024;

    private readonly Queue<HeldGuardrail> _held = new();
    private int _length;
    private bool _isClosed;

    /// <summary>Holds a guardrail; <see langword="false"/> if the content is final.</summary>
    /// <param name="guardrail">The guardrail.</param>
    /// <param name="leaving">The oldest guardrails, if the request holds too much. Views show no content on their rows.</param>
    public bool TryAdd(HeldGuardrail guardrail, out List<HeldGuardrail>? leaving)
    {
        leaving = null;
        if (_isClosed)
        {
            return false;
        }

        _held.Enqueue(guardrail);
        _length += guardrail.Length;
        while (_length > MaxLength)
        {
            var oldest = _held.Dequeue();
            _length -= oldest.Length;
            (leaving ??= []).Add(oldest);
        }

        return true;
    }

    /// <summary>Removes and returns all of them. Later guardrails are not held.</summary>
    public HeldGuardrail[] Close()
    {
        _isClosed = true;
        HeldGuardrail[] left = [.. _held];
        _held.Clear();
        return left;
    }
}
