namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>
/// Tells whether a computed value is complete. In a loop a value depends on itself: the inner computation gets a preliminary
/// value, and what is computed from it must not be kept, or the result would depend on which value code asks for first.
/// </summary>
internal sealed class Recursion
{
    // Values that are not kept are computed again. From this number on, a function is too complex, and all values are kept.
    private const int MaxIncomplete = 500;

    private int _depth;
    private int _lowest = int.MaxValue;
    private int _incomplete;

    /// <summary>Starts the computation of a value.</summary>
    public (int Depth, int Outer) Open()
    {
        var opened = (_depth++, _lowest);
        _lowest = int.MaxValue;
        return opened;
    }

    /// <summary>Notes that the running computations use the preliminary value of the one at a depth.</summary>
    public void Use(int depth) => _lowest = Math.Min(_lowest, depth);

    /// <summary>Ends a computation; <see langword="true"/> if its value depends on no outer computation, so that it can be kept.</summary>
    public bool Close((int Depth, int Outer) opened)
    {
        _depth--;
        var isComplete = _lowest >= opened.Depth;
        _lowest = Math.Min(opened.Outer, isComplete ? int.MaxValue : _lowest);
        return isComplete || _incomplete++ > MaxIncomplete;
    }
}
