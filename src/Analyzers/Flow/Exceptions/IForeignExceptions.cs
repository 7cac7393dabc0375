using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>What is known of methods of referenced projects. The types in the answers belong to the compilation that asks.</summary>
internal interface IForeignExceptions
{
    /// <summary>Whether anything is known, so that calls must be asked about at all.</summary>
    bool KnowsAny { get; }

    /// <summary>The types by which guardrails of referenced projects block.</summary>
    ImmutableArray<ITypeSymbol> Blocks { get; }

    /// <summary>The exceptions that a call of other projects' methods throws; empty for other operations and if nothing is known.</summary>
    ImmutableArray<ThrownType> ThrownBy(IOperation operation, CancellationToken cancellationToken);

    /// <summary>Whether a method runs the delegate in a parameter before it returns.</summary>
    bool RunsParameter(IMethodSymbol method, int ordinal);

    /// <summary>What a marked failure log records; <see langword="null"/> if nothing is known.</summary>
    FailureLogFact? LogOf(IMethodSymbol method);
}
