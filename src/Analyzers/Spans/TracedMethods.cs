using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>What the generator's parser says about the traced methods of one compilation; each is asked about once, whichever rules are on.</summary>
internal sealed class TracedMethods
{
    private static readonly ConditionalWeakTable<Compilation, TracedMethods> PerCompilation = new();

    private readonly ConcurrentDictionary<IMethodSymbol, TracedMethodResult> _results = new(SymbolEqualityComparer.Default);
    private readonly KnownSymbols _symbols;

    private TracedMethods(Compilation compilation) => _symbols = KnownSymbols.Of(compilation);

    public static TracedMethods Of(Compilation compilation) => PerCompilation.GetValue(compilation, static key => new(key));

    /// <summary>Reports what breaks a rule and compiles all the same; the rest is the generator's to report.</summary>
    public static void Report(DiagnosticDescriptor rule, CompilationStartAnalysisContext start)
    {
        if (!TracedAttributes.All.Any(attribute => start.Compilation.GetTypeByMetadataName(attribute.MetadataName) is not null))
        {
            return;
        }

        var methods = Of(start.Compilation);
        start.RegisterSymbolAction(
            context =>
            {
                if (context.Symbol is IMethodSymbol { PartialDefinitionPart: null } method)
                {
                    foreach (var problem in methods.Parse(method, context.CancellationToken).Problems)
                    {
                        if (problem.Rule.Id == rule.Id && !problem.StopsCompilation)
                        {
                            context.ReportDiagnostic(problem.ToDiagnostic());
                        }
                    }
                }
            },
            SymbolKind.Method);
    }

    public TracedMethodResult Parse(IMethodSymbol method, CancellationToken cancellationToken) =>
        _results.GetOrAdd(method, key => TracedMethodParser.Parse(key, _symbols, cancellationToken));
}
