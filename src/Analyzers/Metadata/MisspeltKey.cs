using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1002: a metadata key that is nearly one that LiteLLM or Langfuse know.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MisspeltKey : DiagnosticAnalyzer
{
    /// <summary>The key that is meant.</summary>
    internal const string KnownKey = "key";

    private const string OwnKeys = "tlm1002.own_keys";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1002",
        "Misspelt metadata key",
        "Nothing knows the metadata key '{0}'; '{1}' is known",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A metadata key is known by its exact name. Under another one a session, a user or a tag is a value that nobody looks for.",
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
            if (TracedCode.In(start.Compilation) is { } code)
            {
                start.RegisterOperationBlockAction(block => ReportUses(block, code));
                start.RegisterSyntaxNodeAction(attribute => ReportMapped(attribute, code.Symbols), SyntaxKind.Attribute);
            }
        });
    }

    private static void ReportUses(OperationBlockAnalysisContext context, TracedCode code)
    {
        var misspelt = from block in context.OperationBlocks
                       from operation in block.Descendants()
                       let value = NamedValue.Of(operation, code.Symbols)
                       where value is not null
                       let field = MetadataFields.Named(value.Name)
                       where field is not null
                       from use in ObjectUses.Of(value, code, context.CancellationToken)
                       let key = use.Key
                       where key is not null && IsWithin(context.OperationBlocks, key.NameOperation.Syntax)
                       let known = KnownKeyFor(key.Name, code, context.Options, block.Syntax.SyntaxTree)
                       where known is not null && IsGateways(value, field.Value, code) && ObjectOrigin.MayBeRequest(value, [known], code, context.CancellationToken)
                       select (key.NameOperation.Syntax, key.Name, Known: known);

        // An object may come from either field, and be followed from both.
        foreach (var (name, key, known) in misspelt.Distinct())
        {
            context.ReportDiagnostic(At(name, key, known));
        }
    }

    private static bool IsWithin(ImmutableArray<IOperation> blocks, SyntaxNode code) =>
        blocks.Any(block => block.Syntax.SyntaxTree == code.SyntaxTree && block.Syntax.Span.Contains(code.Span));

    private static void ReportMapped(SyntaxNodeAnalysisContext context, GatewaySymbols symbols)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.ArgumentList?.Arguments.FirstOrDefault() is { NameEquals: null } argument
            && AttributeNames.In(context.Compilation).MayBe(attribute, "MetadataKey")
            && GatewaySymbols.Same(context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType, symbols.MetadataKey)
            && context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken).Value is string key
            && !OwnKeysOf(context.Options, attribute.SyntaxTree).Contains(key)
            && NearMiss.Of(key) is { } known)
        {
            context.ReportDiagnostic(At(argument.Expression, key, known));
        }
    }

    // Objects called metadata are everywhere; those of a traced route's code are the gateway's.
    private static bool IsGateways(NamedValue value, MetadataField field, TracedCode code) =>
        field == MetadataField.LiteLlmMetadata
        || (code.FunctionOf(value.Operation.Syntax) is { } function
            && (code.ReachedFrom(MetadataField.Metadata).Contains(function) || code.ReachedFrom(MetadataField.LiteLlmMetadata).Contains(function)));

    private static string? KnownKeyFor(string key, TracedCode code, AnalyzerOptions options, SyntaxTree tree) =>
        NearMiss.Of(key) is { } known && !GatewayKeys.In(code.Code.Compilation).IsOwn(key) && !OwnKeysOf(options, tree).Contains(key) ? known : null;

    private static IEnumerable<string> OwnKeysOf(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(OwnKeys, out var keys)
            ? keys.Split(',').Select(static key => key.Trim())
            : [];

    private static Diagnostic At(SyntaxNode name, string key, string known) =>
        Diagnostic.Create(Rule, name.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(KnownKey, known), key, known);
}
