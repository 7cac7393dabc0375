using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>A place that reads or writes a value by name.</summary>
/// <param name="Value">The value, with the condition of the place. The last step of its path names it.</param>
/// <param name="Place">The place; <see langword="null"/> in another assembly.</param>
/// <param name="IsChoice">Whether the place chooses between values that other places read.</param>
internal sealed record ValueRead(FlowValue Value, SyntaxNode? Place, bool IsChoice = false)
{
    /// <summary>The function of another assembly that reads the value, as a text that is the same for the same function; <see langword="null"/> in this compilation.</summary>
    public string? ForeignFunction { get; init; }

    /// <summary>The number of calls between the function that collects the read and the place.</summary>
    public int Calls { get; init; }
}
