using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1002: a metadata key that is close to a key of LiteLLM or Langfuse.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MisspeltKey : DiagnosticAnalyzer
{
    /// <summary>The key that is meant.</summary>
    internal const string KnownKey = "key";

    private const string OwnKeys = "tlm1002.own_keys";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1002",
        "Misspelt metadata key",
        "The metadata key '{0}' is unknown; use '{1}'",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "TracedLlm and the backends recognise a metadata key by its exact name. They ignore a misspelt key, so the session, the user or the tag is missing.",
        RuleDocumentation.Link("TLM1002"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.Get(start.Compilation) is not { } code)
            {
                return;
            }

            if (code.Code.Names.IsAnywhere(["MetadataKey", "MetadataKeyAttribute"], start.CancellationToken))
            {
                start.RegisterSyntaxNodeAction(attribute => ReportMapped(attribute, code.Symbols), SyntaxKind.Attribute);
            }

            // The types of requests are often in a project that traces nothing.
            if (code.Code.Names.IsAnywhere(["metadata", "litellm_metadata", "Metadata"], start.CancellationToken))
            {
                start.RegisterSyntaxNodeAction(attribute => ReportModel(attribute, code), SyntaxKind.Attribute);
            }

            if (TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is not null)
            {
                start.RegisterSemanticModelAction(file => ReportUses(file, code));
                start.RegisterSyntaxNodeAction(call => ReportPath(call, code), SyntaxKind.InvocationExpression);
            }
        });
    }

    private static void ReportUses(SemanticModelAnalysisContext context, TracedCode code)
    {
        var tree = context.SemanticModel.SyntaxTree;
        if (!MisspeltTexts.Get(code.Code).Exist(context.CancellationToken) || !code.Code.Names.IsAnywhere(["metadata", "litellm_metadata", "Metadata"], context.CancellationToken))
        {
            return;
        }

        // Several routes may run the code, and an object may come from either field.
        foreach (var read in MetadataReads.Get(code, context.CancellationToken).In(tree, context.CancellationToken).Where(static read => read.Choice is null).GroupBy(static read => read.KeyPlace).Select(static reads => reads.First()))
        {
            if (KnownKeyFor(read.Key!, code, context.Options, tree, context.CancellationToken) is { } known)
            {
                context.ReportDiagnostic(Finding(read.KeyPlace!, read.Key!, known));
            }
        }
    }

    private static void ReportMapped(SyntaxNodeAnalysisContext context, GatewaySymbols symbols)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.ArgumentList?.Arguments.FirstOrDefault() is { NameEquals: null } argument
            && AttributeNames.Get(context.Compilation).MayBe(attribute, ["MetadataKey"], context.CancellationToken)
            && GatewaySymbols.Same(context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType, symbols.MetadataKey)
            && context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken).Value is string key
            && !OwnKeysOf(context.Options, attribute.SyntaxTree).Contains(key)
            && NearMiss.Find(key) is { } known)
        {
            context.ReportDiagnostic(Finding(argument.Expression, key, known));
        }
    }

    private static void ReportModel(SyntaxNodeAnalysisContext context, TracedCode code)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (TypedMetadata.NameIn(attribute) is { } name
            && MisspeltTexts.Get(code.Code).Exist(context.CancellationToken)
            && context.SemanticModel.GetConstantValue(name, context.CancellationToken).Value is string key
            && KnownKeyFor(key, code, context.Options, attribute.SyntaxTree, context.CancellationToken) is { } known
            && TypedMetadata.Get(code).IsKey(attribute, context.SemanticModel, context.CancellationToken))
        {
            context.ReportDiagnostic(Finding(name, key, known));
        }
    }

    // MetadataReads knows the other reads; here the names of a path are arguments of the gateway's own method.
    private static void ReportPath(SyntaxNodeAnalysisContext context, TracedCode code)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (MetadataPath.KeyIn(call) is { } name
            && MisspeltTexts.Get(code.Code).Exist(context.CancellationToken)
            && context.SemanticModel.GetConstantValue(name, context.CancellationToken).Value is string key
            && KnownKeyFor(key, code, context.Options, call.SyntaxTree, context.CancellationToken) is { } known
            && MetadataPath.IsPath(call, context.SemanticModel, code, context.CancellationToken)
            && !MetadataReads.Get(code, context.CancellationToken).In(call.SyntaxTree, context.CancellationToken).Any(read => read.KeyPlace == name))
        {
            context.ReportDiagnostic(Finding(name, key, known));
        }
    }

    private static string? KnownKeyFor(string key, TracedCode code, AnalyzerOptions options, SyntaxTree tree, CancellationToken cancellationToken) =>
        NearMiss.Find(key) is { } known && !GatewayKeys.Get(code.Code.Compilation, cancellationToken).IsOwn(key) && !OwnKeysOf(options, tree).Contains(key) ? known : null;

    private static IEnumerable<string> OwnKeysOf(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(OwnKeys, out var keys)
            ? keys.Split(',').Select(static key => key.Trim())
            : [];

    private static Diagnostic Finding(SyntaxNode name, string key, string known) =>
        Diagnostic.Create(Rule, name.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(KnownKey, known), key, known);
}
