namespace TracedLlm.Analyzers.Calls;

/// <summary>
/// A value that is computed on first use, once. A canceled computation leaves no value; the next use computes it again. All
/// computations of a compilation take one lock, since they use each other: with a lock for each value, two rules that start at
/// different values would wait for each other forever.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="compilationLock">The lock of the compilation, <see cref="CompilationCode.Lock"/>.</param>
/// <param name="compute">Computes the value.</param>
internal sealed class Computed<T>(object compilationLock, Func<CancellationToken, T> compute)
    where T : notnull
{
    private volatile object? _value;

    public T Get(CancellationToken cancellationToken)
    {
        if (_value is T computed)
        {
            return computed;
        }

        lock (compilationLock)
        {
            if (_value is T other)
            {
                return other;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var value = compute(cancellationToken);
            _value = value;
            return value;
        }
    }
}
