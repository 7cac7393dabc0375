using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The summaries of the methods of other assemblies, from the facts that they carry.</summary>
internal sealed class ForeignMethods(CompilationCode code)
{
    public static ForeignMethods Get(CompilationCode code) => code.Get(static (own, _) => new ForeignMethods(own), default);

    /// <summary>Whether any method has facts, so that calls must be asked about at all.</summary>
    public bool KnowsAny(CancellationToken cancellationToken) => FactsOf(cancellationToken).KnowsAny;

    /// <summary>The summary of a method; <see langword="null"/> if its assembly carries no facts about it.</summary>
    public FunctionSummary? SummaryOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        ValueTypes.IsOfThePlatform(method.ContainingType) || SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, code.Compilation.Assembly)
            ? null
            : FactsOf(cancellationToken).FactsOf(method) is { } text ? new FactReader(method, text, code.Compilation).Read() : null;

    private LowerValues FactsOf(CancellationToken cancellationToken) => LowerValues.Get(code, cancellationToken);
}
