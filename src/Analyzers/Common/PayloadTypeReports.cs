using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Payloads;

namespace TracedLlm.Analyzers.Common;

/// <summary>The results of the generator's parser for the payload types of one compilation. All rules share them, so the parser reads each type once.</summary>
internal sealed class PayloadTypeReports
{
    // Only a type with one of these attributes on itself or on a member has problems.
    private static readonly ImmutableArray<string> Attributes =
        ["PayloadMap", "PayloadMapAttribute", "GatewayMetadata", "GatewayMetadataAttribute", "PayloadField", "PayloadFieldAttribute", "MetadataKey", "MetadataKeyAttribute"];

    private readonly ConcurrentDictionary<INamedTypeSymbol, PayloadResult> _results = new(SymbolEqualityComparer.Default);

    /// <summary>Reports the problems of a rule.</summary>
    public static void Report(DiagnosticDescriptor rule, CompilationStartAnalysisContext start)
    {
        if (KnownSymbols.Get(start.Compilation).SpanTag is null || !AttributeNames.Get(start.Compilation).FilesWith(Attributes, start.CancellationToken).Any())
        {
            return;
        }

        var reports = CompilationCode.Get(start.Compilation).Get(static (_, _) => new PayloadTypeReports(), default);
        start.RegisterSymbolAction(
            context =>
            {
                foreach (var problem in reports.Parse((INamedTypeSymbol)context.Symbol, context.CancellationToken).Problems)
                {
                    if (problem.Rule.Id == rule.Id)
                    {
                        context.ReportDiagnostic(problem.ToDiagnostic());
                    }
                }
            },
            SymbolKind.NamedType);
    }

    private PayloadResult Parse(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        _results.GetOrAdd(type, key => PayloadParser.Parse(key, cancellationToken));
}
