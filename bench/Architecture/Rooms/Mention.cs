using TracedLlm.Bench.Architecture.Compiled;

namespace TracedLlm.Bench.Architecture.Rooms;

/// <summary>A type that mentions another.</summary>
/// <param name="From">The type that mentions.</param>
/// <param name="To">The type that is mentioned.</param>
public sealed record Mention(CompiledType From, CompiledType To)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From.ShortName} ({From.File}) mentions {To.ShortName} ({To.File})";
}
