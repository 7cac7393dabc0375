using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3010: a guardrail whose decision is in a type of its own, which nothing reads.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UntracedDecision : DiagnosticAnalyzer
{
    /// <summary>The arguments of the attribute that reads the decision, with full type names; absent if the code does not say them.</summary>
    internal const string Arguments = "arguments";

    private static readonly ImmutableArray<string> Names = ["TracedGuardrail", "TracedGuardrailAttribute"];

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM3010",
        "Untraced decision of a guardrail",
        "The decision of '{0}' is not traced, because nothing reads it from '{1}'; add '[return: GuardrailResult({2})]' or return a GuardrailOutcome",
        "TracedLlm.Spans",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The span of a guardrail shows what the guardrail decided if the method returns a GuardrailOutcome, or if [GuardrailResult] tells which members of the result mean which decision. Otherwise every guardrail that returns is a success, also if it blocks the request.",
        RuleDocumentation.Link("TLM3010"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Get(start.Compilation) is { GuardrailResult: not null } symbols && AttributeNames.Get(start.Compilation).FilesWith(Names, start.CancellationToken).Any())
            {
                start.RegisterSymbolAction(symbol => Report(symbol, symbols), SymbolKind.Method);
            }
        });
    }

    private static void Report(SymbolAnalysisContext context, KnownSymbols symbols)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!method.IsPartialDefinition
            || TracedReturn.Parse(method).Value is not { } result
            || TracedMethodParser.GuardrailResultOf(result) != GuardrailResult.None
            || TracedAttributes.Find(method).FirstOrDefault().Kind != TracedSpanKind.Guardrail
            || method.GetReturnTypeAttributes().Any(attribute => GatewaySymbols.Same(attribute.AttributeClass, symbols.GuardrailResult))
            || GuardrailDecision.Find(method, result, symbols.Compilation) is not { } decision)
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            method.Locations[0],
            decision.IsSure ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            additionalLocations: null,
            decision.IsCertain ? ImmutableDictionary<string, string?>.Empty.Add(Arguments, decision.Arguments(CSharpText.FullType)) : ImmutableDictionary<string, string?>.Empty,
            method.Name,
            result.ToDisplayString(CSharpText.ShortType),
            decision.IsCertain ? decision.Arguments(CSharpText.ShortType) : "…"));
    }
}
