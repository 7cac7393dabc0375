using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3007: a span attribute whose value cannot be read, or that nothing reads.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongTagPath : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = TracedMethodRules.UnreadableTag;

    private static readonly ImmutableArray<string> Names =
        ["SpanTag", "SpanTagAttribute", "GuardrailName", "GuardrailNameAttribute", "GuardrailResult", "GuardrailResultAttribute"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            TracedMethods.Report(Rule, start);
            if (TracedMethods.Get(start.Compilation) is { } methods
                && AttributeNames.Get(start.Compilation).FilesWith(Names, start.CancellationToken).Any())
            {
                start.RegisterSyntaxNodeAction(node => ReportUnread(node, methods), SyntaxKind.AttributeList);
            }
        });
    }

    private static void ReportUnread(SyntaxNodeAnalysisContext context, TracedMethods methods)
    {
        var list = (AttributeListSyntax)context.Node;
        var (owner, attributes) = Owner(list, context.SemanticModel, context.CancellationToken);
        foreach (var attribute in attributes)
        {
            if (IsTag(attribute, methods)
                && attribute.ApplicationSyntaxReference is { } place
                && place.SyntaxTree == list.SyntaxTree
                && list.Span.Contains(place.Span)
                && WhyUnread(owner, methods, context.CancellationToken) is { } reason)
            {
                context.ReportDiagnostic(SpanTagParser.Problem(attribute, reason, byGenerator: false, context.CancellationToken).ToDiagnostic());
            }
        }
    }

    private static bool IsTag(AttributeData attribute, TracedMethods methods) =>
        SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, methods.Symbols.SpanTag)
        || SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, methods.Symbols.GuardrailName)
        || SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, methods.Symbols.GuardrailResult);

    private static string? WhyUnread(ISymbol? owner, TracedMethods methods, CancellationToken cancellationToken) => owner switch
    {
        IMethodSymbol method when methods.Parse(method, cancellationToken) != TracedMethodResult.Nothing => null,
        IMethodSymbol method when TracedAttributes.Find(method).Any() => "the route's method is not partial, so no generated code sets the attribute; make the method partial",
        _ => "it is not on a traced method; move it to one",
    };

    /// <summary>What the attributes of a list are on, where that is a parameter or a return value, and the method that it belongs to.</summary>
    private static (ISymbol? Owner, ImmutableArray<AttributeData> Attributes) Owner(AttributeListSyntax list, SemanticModel model, CancellationToken cancellationToken)
    {
        if (list.Parent is ParameterSyntax parameter && model.GetDeclaredSymbol(parameter, cancellationToken) is { } symbol)
        {
            return (symbol.ContainingSymbol, symbol.GetAttributes());
        }

        if (list.Target is { } target && target.Identifier.IsKind(SyntaxKind.ReturnKeyword) && list.Parent is { } declaration)
        {
            var method = declaration is LambdaExpressionSyntax
                ? model.GetSymbolInfo(declaration, cancellationToken).Symbol as IMethodSymbol
                : model.GetDeclaredSymbol(declaration, cancellationToken) switch
                {
                    IMethodSymbol declared => declared,
                    INamedTypeSymbol { DelegateInvokeMethod: { } invoke } => invoke,
                    _ => null,
                };
            return method is null ? (null, []) : (method, method.GetReturnTypeAttributes());
        }

        return (null, []);
    }
}
