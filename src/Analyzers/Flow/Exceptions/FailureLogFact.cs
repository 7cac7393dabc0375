using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The exceptions that a marked failure log records.</summary>
/// <param name="RecordsOthers">Whether it records an exception of a type that it does not name.</param>
/// <param name="Types">The types that it names, each with whether it records exceptions of exactly this type.</param>
internal sealed record FailureLogFact(bool RecordsOthers, ImmutableArray<(INamedTypeSymbol Type, bool IsRecorded)> Types)
{
    /// <summary>Whether it records an exception: its nearest base type that the log names decides.</summary>
    public TriState Records(ThrownType thrown)
    {
        foreach (var type in MetadataNames.WithBasesOf(thrown.Type))
        {
            foreach (var (named, isRecorded) in Types)
            {
                if (SymbolEqualityComparer.Default.Equals(type, named))
                {
                    return isRecorded ? TriState.True : TriState.False;
                }
            }
        }

        return RecordsOthers ? TriState.True : TriState.False;
    }
}
