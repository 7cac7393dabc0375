using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>One of the methods that a virtual call or a call of an interface may run.</summary>
/// <param name="Owner">The full name of the type with the method.</param>
/// <param name="All">The names of the types with all these methods.</param>
internal sealed record Receiver(string Owner, ImmutableArray<string> All)
{
    public static ImmutableArray<Receiver> Find(IEnumerable<FunctionSummary> summaries)
    {
        ImmutableArray<string> all = [.. summaries.Select(NameOf)];
        return [.. all.Select(owner => new Receiver(owner, all))];
    }

    /// <summary>Whether a call on an object of a type runs the method: the most derived type with one of the methods decides.</summary>
    public bool IsRunBy(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            var name = current.OriginalDefinition.ToDisplayString();
            if (All.Contains(name))
            {
                return name == Owner;
            }
        }

        return false;
    }

    public override string ToString() => Owner;

    private static string NameOf(FunctionSummary summary) =>
        summary is OwnSummary { Function.Symbol.ContainingType: { } type } ? type.OriginalDefinition.ToDisplayString() : "";
}
