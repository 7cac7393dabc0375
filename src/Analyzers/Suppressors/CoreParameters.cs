using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Suppressors;

/// <summary>TLMS0001: an unused parameter of a <c>…Core</c>. A Core method has all parameters of its traced method.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CoreParameters : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor UnusedParameter = new(
        "TLMS0001",
        "IDE0060",
        "A Core method has all parameters of its traced method; only the generated code reads some of them");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [UnusedParameter];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (TracedMethods.Get(context.Compilation) is not { } methods)
        {
            return;
        }

        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (MethodOf(diagnostic, context) is { } core && TracedMethods.FindTraced(core, methods.Symbols) is not null)
            {
                context.ReportSuppression(Suppression.Create(UnusedParameter, diagnostic));
            }
        }
    }

    /// <summary>The method, but not a local function or lambda within it, whose parameter a diagnostic is about.</summary>
    private static IMethodSymbol? MethodOf(Diagnostic diagnostic, SuppressionAnalysisContext context) =>
        diagnostic.Location.SourceTree is { } tree
        && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is { Parent.Parent: MethodDeclarationSyntax method }
            ? context.GetSemanticModel(tree).GetDeclaredSymbol(method, context.CancellationToken) as IMethodSymbol
            : null;
}
