using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1004: a traced route whose API cannot be inferred.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ApiNotInferable : DiagnosticAnalyzer
{
    /// <summary>The names of the APIs that the route may speak, separated by commas.</summary>
    internal const string Candidates = "apis";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1004",
        "Traced route whose API cannot be inferred",
        "The API of '{1}' cannot be inferred from the pattern '{0}'; name the API, for example [TracedLlmRoute(LlmApi.{2})]",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The API of a traced route says where a request carries metadata, model and usage. If neither the pattern nor the attribute names the API, the application does not start.",
        RuleDocumentation.Link("TLM1004"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code)
            {
                start.RegisterSyntaxNodeAction(attribute => Report(attribute, code), SyntaxKind.Attribute);
            }
        });
    }

    private static void Report(SyntaxNodeAnalysisContext context, TracedCode code)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.Parent?.Parent is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax or LambdaExpressionSyntax)
            || !AttributeNames.Get(context.Compilation).MayBe(attribute, TracedNames.Route, context.CancellationToken)
            || context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol is not IMethodSymbol { ContainingType: var type }
            || !(GatewaySymbols.Same(type, code.Symbols.TracedRoute) || GatewaySymbols.Same(type.BaseType, code.Symbols.TracedRoute)))
        {
            return;
        }

        var endpoint = code.Endpoints(context.CancellationToken).FirstOrDefault(endpoint =>
            endpoint.Attribute.ApplicationSyntaxReference is { } place
            && place.SyntaxTree == attribute.SyntaxTree
            && place.Span == attribute.Span
            && EndpointApi.CannotBeInferred(endpoint));
        if (endpoint is not { Template: { } template })
        {
            return;
        }

        var candidates = ApiCandidates.Find(template);
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            attribute.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Candidates, string.Join(",", candidates)),
            template,
            endpoint.Method.MethodKind is MethodKind.AnonymousFunction ? "lambda" : endpoint.Method.Name,
            candidates[0]));
    }
}
